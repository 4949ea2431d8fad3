package dev.vgi.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vgi.flink.Flink;
import dev.vgi.flink.Numbers;
import dev.vgi.flink.OddService;
import dev.vgi.server.Server;
import java.nio.file.Path;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that declare no column of the worker's. */
class MissingColumnsTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    @TempDir
    Path folder;

    private Server server;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(Numbers.class, new Numbers.Worker())
                .host(OddService.class, new OddService.Worker())
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void create(StreamTableEnvironment tables, String columns, String url, String method) {
        tables.executeSql("CREATE TABLE numbers " + columns + " WITH ('connector' = 'vgi', 'method' = '" + method
                + "', 'url' = '" + url + "'"
                + (method.equals("Numbers/rows")
                        ? ", 'arg.part' = 'a', 'arg.count' = '100', 'arg.batch_rows' = '7')"
                        : ")"));
    }

    @Test
    void misspeltOption_isToldByTheOneThatWasMeant() {
        StreamTableEnvironment tables = Flink.batch(1);
        tables.executeSql("CREATE TABLE numbers (id BIGINT) WITH ('connector' = 'vgi', 'url' = '"
                + server.addresses().get(0) + "', 'methd' = 'Numbers/rows')");
        assertThat(error(tables, "SELECT * FROM numbers"))
                .contains("there is no option 'methd'. Did you mean 'method'?");
    }

    private static String error(StreamTableEnvironment tables, String query) {
        Throwable thrown = catchThrowable(() -> tables.explainSql(query));
        return ExceptionUtils.stringifyException(thrown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(p AS PROCTIME())", "(p AS 1 + 1, q AS PROCTIME())"})
    void error_listsTheColumnsToDeclare_andTheyWork(String columns) {
        for (String url : server.addresses()) {
            StreamTableEnvironment tables = Flink.batch(1);
            create(tables, columns, url, "Numbers/rows");

            String error = error(tables, "SELECT * FROM numbers");

            assertThat(error)
                    .contains("table default_catalog.default_database.numbers declares no column")
                    .contains("`half` DOUBLE,\n");
            String declared = error.substring(error.indexOf(" sends\n") + 7);
            declared = declared.substring(0, declared.indexOf("\n\t"));
            tables.executeSql("DROP TABLE numbers");
            create(tables, "(" + declared + ")", url, "Numbers/rows");
            assertThat(Flink.rows(tables, "SELECT COUNT(half), SUM(id), MAX(name), MAX(`at`) FROM numbers"))
                    .map(Row::toString)
                    .containsExactly("+I[66, 4950, a:99, 2001-09-09T01:48:19Z]");
        }
    }

    @Test
    void exchange_isNamedWithWhatIsKnownOfIt() {
        for (String url : server.addresses()) {
            StreamTableEnvironment tables = Flink.batch(1);
            create(tables, "", url, "Odd/twice");
            assertThat(error(tables, "SELECT * FROM numbers"))
                    .contains("declares no column that the worker sends")
                    .contains("and for lookups those that the exchange takes. ")
                    .contains(
                            url.startsWith("http")
                                    ? "Odd/twice sends\n  `twice` BIGINT"
                                    : "What Odd/twice sends is not known");
        }
    }

    @Test
    void absentWorker_isNamedBesideWhatIsMissing() {
        StreamTableEnvironment tables = Flink.batch(1);
        create(tables, "", "unix:" + folder.resolve("absent.sock"), "Numbers/rows");
        assertThat(error(tables, "SELECT * FROM numbers"))
                .contains("declares no column that the worker sends")
                .contains("absent.sock");
    }

    @Test
    void unreadableColumn_isAComment() {
        assertThatThrownBy(() -> {
                    StreamTableEnvironment tables = Flink.batch(1);
                    create(tables, "", server.addresses().get(0), "Odd/odd_columns");
                    tables.explainSql("SELECT * FROM numbers");
                })
                .hasStackTraceContaining("  `date` BIGINT NOT NULL,\n  `text` STRING\n  -- `took`: ");
    }
}
