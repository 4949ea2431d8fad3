package dev.vgi.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.flink.Flink;
import dev.vgi.flink.Numbers;
import dev.vgi.server.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables over a worker that notes what it is asked. */
class NumbersTableTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final String COLUMNS =
            "id BIGINT NOT NULL, name STRING NOT NULL, half DOUBLE, `at` TIMESTAMP_LTZ(6) NOT NULL";

    @TempDir
    Path folder;

    private Numbers.Worker worker;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        worker = new Numbers.Worker();
        server = Server.builder()
                .host(Numbers.class, worker)
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StreamTableEnvironment table(String columns, Map<String, String> options) {
        StreamTableEnvironment tables = Flink.tables(2);
        create(tables, columns, options);
        return tables;
    }

    private void create(StreamTableEnvironment tables, String columns, Map<String, String> options) {
        String with = options.entrySet().stream()
                .map(option -> ", '" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining());
        tables.executeSql("CREATE TABLE numbers (" + columns + ") WITH ('connector' = 'vgi', 'method' = 'Numbers/rows'"
                + (options.containsKey("url")
                        ? ""
                        : ", 'url' = '" + server.addresses().get(0) + "'")
                + with + ")");
    }

    private static Map<String, String> parts(int count) {
        return Map.of(
                "scan.splits.method", "Numbers/parts",
                "scan.splits.args", "{\"count\": " + count + "}",
                "arg.count", "100",
                "arg.batch_rows", "7");
    }

    @Test
    void rows_comeFromAllSplits() {
        for (String url : server.addresses()) {
            StreamTableEnvironment tables = Flink.tables(2);
            create(
                    tables,
                    COLUMNS,
                    Map.of(
                            "url", url,
                            "scan.splits.list", "[{\"part\": \"a\"}, {\"part\": \"b\"}, {\"part\": \"c\"}]",
                            "args", "{\"count\": 100, \"batch_rows\": 7, \"empties\": true}"));

            List<Row> rows = Flink.rows(tables, "SELECT COUNT(*), SUM(id), COUNT(half) FROM numbers");

            assertThat(rows.get(rows.size() - 1)).hasToString("+U[300, 14850, 198]");
        }
    }

    @Test
    void values_areThoseOfTheWorker() {
        StreamTableEnvironment tables =
                table(COLUMNS, Map.of("arg.part", "a", "arg.count", "3", "arg.batch_rows", "2"));

        assertThat(Flink.rows(tables, "SELECT * FROM numbers"))
                .map(Row::toString)
                .containsExactly(
                        "+I[0, a:0, null, 2001-09-09T01:46:40Z]",
                        "+I[1, a:1, 0.5, 2001-09-09T01:46:41Z]",
                        "+I[2, a:2, 1.0, 2001-09-09T01:46:42Z]");
    }

    @Test
    void projectionAndLimit_reachTheWorker() {
        StreamTableEnvironment tables = table(COLUMNS, parts(1));

        assertThat(Flink.rows(tables, "SELECT name FROM numbers LIMIT 3")).hasSize(3);

        assertThat(worker.asked()).contains(Map.of("columns", List.of("name"), "limit", 3L, "after", -1L));
    }

    @Test
    void pushDown_isOffWhereTheUserSaysSo() {
        StreamTableEnvironment tables = table(
                COLUMNS,
                Map.of(
                        "scan.pushdown.columns", "none",
                        "scan.pushdown.limit", "none",
                        "arg.part", "a",
                        "arg.count", "5",
                        "arg.batch_rows", "7"));

        assertThat(Flink.rows(tables, "SELECT name FROM numbers LIMIT 3")).hasSize(3);

        assertThat(worker.asked()).contains(Map.of("columns", List.of(), "limit", -1L, "after", -1L));
    }

    @Test
    void columns_areComparedWithTheWorkers() {
        Map<String, String> options = Map.of("arg.part", "a", "arg.count", "3", "arg.batch_rows", "2");

        assertThatThrownBy(() -> Flink.rows(table("id INT NOT NULL", options), "SELECT * FROM numbers"))
                .hasStackTraceContaining("column 'id' is BIGINT (BIGINT), and is declared INT");
        assertThatThrownBy(() -> Flink.rows(table("half DOUBLE NOT NULL", options), "SELECT * FROM numbers"))
                .hasStackTraceContaining("column 'half' may be null, and is declared DOUBLE NOT NULL");
        assertThatThrownBy(() -> Flink.rows(table("width DOUBLE", options), "SELECT * FROM numbers"))
                .hasStackTraceContaining("it sends no column 'width', only [id, name, half, at]");
    }

    @Test
    void options_thatAreWrongAreNamed() {
        assertThatThrownBy(() -> Flink.rows(table(COLUMNS, Map.of("scan.splits.args", "{}")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("option 'scan.splits.args' is given without 'scan.splits.method'");
        assertThatThrownBy(() -> Flink.rows(table(COLUMNS, Map.of("args", "[1]")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("option 'args' is '[1]', expected a JSON object");
        assertThatThrownBy(() -> Flink.rows(table(COLUMNS, Map.of("arg.speed", "1")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("speed");
        assertThatThrownBy(() -> Flink.rows(table(COLUMNS, Map.of("scan.spilts.method", "x")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("scan.spilts.method");
        assertThatThrownBy(() -> Flink.rows(
                        table(COLUMNS, Map.of("scan.token.expiry-policy", "cursor")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("needs option 'scan.cursor.column' and option 'scan.cursor.param'");
        assertThatThrownBy(() -> Flink.rows(
                        table(COLUMNS, Map.of("scan.boundedness", "continuous_unbounded")), "SELECT * FROM numbers"))
                .hasStackTraceContaining("an unbounded scan over HTTP outlives its tokens");
        assertThatThrownBy(() -> Flink.rows(
                        table(
                                COLUMNS,
                                Map.of(
                                        "scan.pushdown.limit",
                                        "most",
                                        "arg.part",
                                        "a",
                                        "arg.count",
                                        "1",
                                        "arg.batch_rows",
                                        "1")),
                        "SELECT * FROM numbers LIMIT 1"))
                .hasStackTraceContaining("option 'scan.pushdown.limit' is 'most', expected a parameter of type int");
    }

    @Test
    void errorsOfTheClient_nameTheOptionsOfTheTable() {
        assertThatThrownBy(() -> Flink.rows(
                        table(
                                COLUMNS,
                                Map.of(
                                        "memory.max", "1 kb",
                                        "arg.part", "a",
                                        "arg.count", "1000",
                                        "arg.batch_rows", "1000")),
                        "SELECT * FROM numbers"))
                .hasStackTraceContaining("holds 0 of 1024 bytes (option 'memory.max')");
    }

    @Test
    void watermarks_comeFromTheScan() {
        StreamTableEnvironment tables = table(
                "id BIGINT NOT NULL, `at` TIMESTAMP_LTZ(3) NOT NULL,"
                        + " WATERMARK FOR `at` AS `at` - INTERVAL '1' SECOND",
                Map.of("arg.part", "a", "arg.count", "30", "arg.batch_rows", "7"));

        String plan = tables.explainSql("SELECT * FROM numbers");
        List<Row> windows = Flink.rows(
                tables,
                "SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE numbers, DESCRIPTOR(`at`), INTERVAL '10' SECOND)"
                        + " GROUP BY window_start, window_end");

        assertThat(plan).contains("watermark=[-(at, 1000:INTERVAL SECOND)]");
        assertThat(windows).hasSize(3).allMatch(window -> window.getFieldAs("n").equals(10L));
    }
}
