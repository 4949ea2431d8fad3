package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.server.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookup joins with a table whose method is an exchange. */
@Timeout(120)
class LookupJoinTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final String QUERY =
            "SELECT n.id, t.twice FROM numbers AS n JOIN doubled FOR SYSTEM_TIME AS OF n.now" + " AS t ON n.id = t.id";

    @TempDir
    Path folder;

    private final OddService.Worker worker = new OddService.Worker();
    private Server server;
    private StreamTableEnvironment tables;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(OddService.class, worker)
                .unix(folder.resolve("odd.sock"))
                .http(0)
                .start();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        env.setParallelism(1);
        tables = StreamTableEnvironment.create(env);
    }

    @AfterEach
    void stop() {
        worker.hurry.countDown();
        await().untilAsserted(server::close);
    }

    private void numbers(int count) {
        tables.executeSql("CREATE TABLE numbers (id BIGINT, now AS PROCTIME()) WITH ('connector' = 'datagen',"
                + " 'number-of-rows' = '" + count + "', 'fields.id.kind' = 'sequence', 'fields.id.start' = '0',"
                + " 'fields.id.end' = '" + (count - 1) + "')");
    }

    private void doubled(String method, Map<String, String> options) {
        table("doubled (id BIGINT, twice BIGINT)", method, options);
    }

    private void table(String columns, String method, Map<String, String> options) {
        String more = options.entrySet().stream()
                .map(option -> ", '" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining());
        tables.executeSql("CREATE TABLE " + columns + " WITH ('connector' = 'vgi', 'url' = '"
                + server.addresses().get(0) + "', 'method' = 'Odd/" + method + "'" + more + ")");
    }

    private List<String> rows(String query) {
        return Flink.rows(tables, query).stream().map(Row::toString).toList();
    }

    private static List<String> expected(int count) {
        return LongStream.range(0, count)
                .mapToObj(id -> "+I[" + id + ", " + 2 * id + "]")
                .toList();
    }

    @Test
    void lookups_areBatched_inOrder() {
        numbers(5_000);
        doubled("twice", Map.of());
        assertThat(rows(QUERY)).isEqualTo(expected(5_000));
        assertThat(worker.rows).hasValue(5_000);
        assertThat(worker.calls).hasValueLessThan(2_500);
    }

    @Test
    void hintForTheCapacity_makesBatchesLarger() {
        numbers(5_000);
        doubled("twice", Map.of("exchange.linger", "1 h"));
        worker.latencyMillis = 1;
        assertThat(rows(QUERY.replace(
                        "SELECT", "SELECT /*+ LOOKUP('table'='t', 'async'='true', 'capacity'='4000') */")))
                .isEqualTo(expected(5_000));
        assertThat(worker.calls).hasValueLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void lookup_waitsForEachRow_whereTheTableSaysSo(String async) {
        numbers(100);
        doubled("twice", Map.of("lookup.async", async));
        assertThat(rows(QUERY)).isEqualTo(expected(100));
        if (async.equals("false")) {
            assertThat(worker.calls).hasValue(100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void cachedAnswers_areNotAskedForAgain(String async) {
        numbers(500);
        doubled(
                "twice",
                Map.of(
                        "lookup.async", async,
                        "lookup.cache", "PARTIAL",
                        "lookup.partial-cache.max-rows", "1000"));
        List<String> rows = rows("SELECT n.digit, t.twice FROM (SELECT MOD(id, 10) AS digit, PROCTIME() AS now FROM"
                + " numbers) AS n JOIN doubled FOR SYSTEM_TIME AS OF n.now AS t ON n.digit = t.id");
        assertThat(rows).hasSize(500).contains("+I[9, 18]");
        assertThat(worker.rows.get()).isBetween(10L, 200L);
    }

    @Test
    void fullCache_isRefused() {
        numbers(10);
        doubled("twice", Map.of("lookup.cache", "FULL"));
        assertThatThrownBy(() -> rows(QUERY)).hasStackTraceContaining("lookup.cache");
    }

    @Test
    void onlyTheNeededColumns_areDecoded_andKeysStandWhereTheQueryWantsThem() {
        numbers(50);
        table("doubled (unused STRING, twice BIGINT, id BIGINT)", "twice", Map.of());
        assertThat(rows("SELECT t.id, t.twice FROM numbers AS n JOIN doubled FOR SYSTEM_TIME AS OF n.now AS t"
                        + " ON t.id = n.id WHERE t.twice < 10"))
                .isEqualTo(expected(5));
    }

    @Test
    void leftJoin_keepsRowsThatTheWorkerAnswersWithNone() {
        numbers(4);
        table(
                "multiples (id BIGINT, multiple BIGINT)",
                "multiples",
                Map.of("exchange.correlation", "row", "arg.times", "2"));
        assertThat(rows("SELECT n.id, t.multiple FROM numbers AS n LEFT JOIN multiples FOR SYSTEM_TIME AS OF n.now AS t"
                        + " ON n.id = t.id"))
                .containsExactlyInAnyOrder(
                        "+I[0, 0]", "+I[0, 0]", "+I[1, null]", "+I[2, 2]", "+I[2, 4]", "+I[3, null]");
    }

    @Test
    void fewerAnswersThanRows_failTheQuery() {
        numbers(10);
        doubled("fewer", Map.of());
        assertThatThrownBy(() -> rows(QUERY)).hasStackTraceContaining("exchange.correlation");
    }

    @Test
    void silentWorker_failsTheQuery_beforeFlinksOwnTimeout() {
        tables.getConfig().set("table.exec.async-lookup.timeout", "1 s");
        worker.latencyMillis = 60_000;
        numbers(10);
        doubled("twice", Map.of());
        assertThatThrownBy(() -> rows(QUERY))
                .hasStackTraceContaining("Odd/twice has not answered")
                .hasStackTraceContaining("within 900 ms");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    exchange.batch.max-rows | 0      | exchange.batch.max-rows
                    exchange.max-inflight   | 65     | 1 to 64
                    exchange.timeout        | 0 s    | more than zero
                    exchange.keep           | id     | exchange.keep
                    exchange.input-schema   | x INT  | [id]
                    """)
    void wrongOption_isNamedWhenTheQueryIsPlanned(String name, String value, String expected) {
        numbers(10);
        doubled("twice", Map.of(name, value));
        assertThatThrownBy(() -> tables.explainSql(QUERY)).hasStackTraceContaining(expected);
        assertThat(worker.streams).hasValue(0);
    }

    @Test
    void columnThatTheWorkerDoesNotAnswer_isNamed() {
        numbers(10);
        table("doubled (id BIGINT, thrice BIGINT)", "twice", Map.of());
        assertThatThrownBy(() -> rows(QUERY.replace("twice", "thrice")))
                .hasStackTraceContaining("no column 'thrice'")
                .hasStackTraceContaining("[twice]");
    }

    @Test
    void conditionOnOtherColumnsThanTheMethodTakes_isRefusedInWords() {
        numbers(10);
        doubled("twice", Map.of());
        assertThatThrownBy(() -> rows(QUERY.replace("n.id = t.id", "n.id = t.twice")))
                .hasStackTraceContaining("[twice]")
                .hasStackTraceContaining(
                        "those of the condition of the join with default_catalog.default_database.doubled,");
    }

    /** Each of them leaves Flink without a key of the table. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id INT, twice BIGINT              | n.id = t.id   | [twice BIGINT, id INT]
            id DECIMAL(10, 2), twice BIGINT   | n.id = t.id   | id DECIMAL(10, 2)
            k ROW<id BIGINT>, twice BIGINT    | n.id = t.k.id | k ROW<
            id BIGINT, twice BIGINT           | n.id > t.id   | id BIGINT
            id BIGINT, twice BIGINT           | TRUE          | [twice BIGINT]
            """)
    void conditionWithoutAKey_saysWhatToDeclare_whenTheQueryIsPlanned(String columns, String condition, String found) {
        numbers(10);
        table("doubled (" + columns + ")", "twice", Map.of());
        assertThatThrownBy(() -> tables.explainSql(QUERY.replace("n.id = t.id", condition)))
                .hasStackTraceContaining("the join with default_catalog.default_database.doubled has no value to send")
                .hasStackTraceContaining(found.replace("[twice BIGINT, id INT]", "id INT"))
                .hasStackTraceContaining("declare it in the type of the value")
                .hasStackTraceContaining("declare the field as a column");
        assertThat(worker.streams).hasValue(0);
    }

    @Test
    void keyOfAnotherType_isRefusedInTheTypesOfTheTable() {
        numbers(10);
        table("doubled (id STRING, twice BIGINT)", "twice", Map.of());
        assertThatThrownBy(() -> rows(QUERY.replace("n.id = t.id", "CAST(n.id AS STRING) = t.id")))
                .hasStackTraceContaining("in the types that the table declares")
                .hasStackTraceContaining("expected (id: int64), got (id: utf8)");
    }

    @ParameterizedTest
    @CsvSource({"narrow, ''", "twice, id INT"})
    void valueThatDoesNotFit_isNamed_withItsOwnRow(String method, String schema) {
        numbers(10);
        doubled(method, schema.isEmpty() ? Map.of() : Map.of("exchange.input-schema", schema));
        assertThatThrownBy(() -> rows(QUERY.replace("n.id = t.id", "n.id * 1000000000 = t.id")))
                .hasStackTraceContaining("with key '+I(3000000000)'")
                .hasStackTraceContaining("column 'id' of row")
                .hasStackTraceContaining("found 3000000000, expected ")
                .hasStackTraceContaining("-2147483648 to 2147483647");
    }

    @Test
    void errorOfTheWorker_isThatOfTheWholeBatch_andOfTheRowWhereItIsAlone() {
        numbers(10);
        table("doubled (id BIGINT, twice BIGINT)", "failing_at", Map.of("arg.id", "7", "exchange.linger", "1 h"));
        worker.latencyMillis = 1;
        assertThatThrownBy(() -> rows(QUERY))
                .hasStackTraceContaining("rows that were sent together is an error")
                .hasStackTraceContaining("exchange.batch.max-rows = 1")
                .hasStackTraceContaining("no answer for 7");

        worker.failures.set(0);
        tables.executeSql("ALTER TABLE doubled SET ('exchange.batch.max-rows' = '1')");
        assertThatThrownBy(() -> rows(QUERY))
                .hasStackTraceContaining("with key '+I(7)'")
                .hasStackTraceContaining("no answer for 7");
    }
}
