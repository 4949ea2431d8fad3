package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.server.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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

/** Lookup joins whose condition compares columns that the exchange answers, which Flink calls keys as well. */
@Timeout(120)
class LookupConditionTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final String FROM =
            "SELECT f.i, p.name, p.age FROM (SELECT i, CAST(MOD(i, 10) AS INT) AS digit, CONCAT('n',"
                    + " CAST(MOD(i, 5) AS STRING)) AS label, i / 2 + CAST(0.5 AS DOUBLE) - 0.5 AS part, PROCTIME() AS now FROM"
                    + " facts) AS f %s JOIN people FOR SYSTEM_TIME AS OF f.now AS p ON ";

    @TempDir
    Path folder;

    private final OddService.Worker worker = new OddService.Worker();
    private Server server;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(OddService.class, worker)
                .unix(folder.resolve("odd.sock"))
                .http(0)
                .start();
    }

    @AfterEach
    void stop() {
        await().untilAsserted(server::close);
    }

    private StreamTableEnvironment tables(boolean isStreaming, Map<String, String> options) {
        StreamTableEnvironment tables = isStreaming ? Flink.tables(1) : Flink.batch(1);
        tables.executeSql("CREATE TABLE facts (i BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100',"
                + " 'fields.i.kind' = 'sequence', 'fields.i.start' = '0', 'fields.i.end' = '99')");
        String more = options.entrySet().stream()
                .map(option -> ", '" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining());
        tables.executeSql("CREATE TABLE people (age INT, name STRING, id BIGINT, half DOUBLE, tags ARRAY<STRING>) WITH"
                + " ('connector' = 'vgi', 'url' = '" + server.addresses().get(0)
                + "', 'method' = 'Odd/people'" + more + ")");
        return tables;
    }

    private static List<String> rows(StreamTableEnvironment tables, String query) {
        return Flink.rows(tables, query).stream().map(Row::toString).toList();
    }

    private static String person(long i) {
        return "+I[" + i + ", n" + i + ", " + i % 90 + "]";
    }

    private static List<String> people(long... ids) {
        return LongStream.of(ids).mapToObj(LookupConditionTest::person).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f.i = p.id WHERE p.age = 3
            f.i = p.id AND p.age = 3
            f.i = p.id AND p.age BETWEEN 3 AND 3
            f.i = p.id WHERE p.age BETWEEN 3 AND 3
            f.i = p.id AND p.age IS NOT DISTINCT FROM 3
            f.i = p.id AND p.age IS NOT DISTINCT FROM 3 WHERE p.age IN (3)
            """)
    void constantOfTheAnswer_filtersTheAnswers(String condition) {
        for (boolean isStreaming : new boolean[] {true, false}) {
            for (String async : List.of("true", "false")) {
                assertThat(rows(tables(isStreaming, Map.of("lookup.async", async)), FROM.formatted("") + condition))
                        .containsExactlyInAnyOrderElementsOf(people(3, 93));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f.i = p.id AND f.digit = p.age                    | 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99
            f.i = p.id AND f.digit = p.age AND p.age = 7      | 7, 97
            f.i = p.id AND p.name = f.label                   | 0, 1, 2, 3, 4
            f.i = p.id AND p.name = 'n42'                     | 42
            f.i = p.id AND f.part = p.half AND f.i < 5        | 0, 2, 4
            f.i = p.id AND p.id = 5                           | 5
            """)
    void valueOfTheLeftSide_isComparedWithTheAnswer(String condition, String ids) {
        long[] expected =
                Arrays.stream(ids.split(", ")).mapToLong(Long::parseLong).toArray();
        for (boolean isStreaming : new boolean[] {true, false}) {
            for (String async : List.of("true", "false")) {
                assertThat(rows(tables(isStreaming, Map.of("lookup.async", async)), FROM.formatted("") + condition))
                        .containsExactlyInAnyOrderElementsOf(people(expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"p.age = 3", "p.age BETWEEN 3 AND 3", "p.age = 3 AND p.name = CONCAT('n', CAST(f.i AS STRING))"})
    void leftJoin_keepsRowsWhoseAnswerDoesNotMatch(String condition) {
        List<String> expected = new ArrayList<>();
        for (long i = 0; i < 100; i++) {
            expected.add(i % 90 == 3 ? person(i) : "+I[" + i + ", null, null]");
        }
        for (boolean isStreaming : new boolean[] {true, false}) {
            for (String async : List.of("true", "false")) {
                assertThat(rows(
                                tables(isStreaming, Map.of("lookup.async", async)),
                                FROM.formatted("LEFT") + "f.i = p.id AND " + condition))
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void leftJoin_withAConditionAfterIt_filters() {
        assertThat(rows(tables(true, Map.of()), FROM.formatted("LEFT") + "f.i = p.id WHERE p.age = 3"))
                .containsExactlyInAnyOrderElementsOf(people(3, 93));
    }

    @Test
    void cachedAnswers_areComparedOnce() {
        StreamTableEnvironment tables =
                tables(true, Map.of("lookup.cache", "PARTIAL", "lookup.partial-cache.max-rows", "1000"));
        assertThat(rows(tables, FROM.formatted("") + "MOD(f.i, 10) = p.id AND p.age = 3"))
                .hasSize(10)
                .contains("+I[93, n3, 3]");
    }

    @Test
    void nestedAnswer_isComparedByItsValues() {
        assertThat(rows(
                        tables(true, Map.of()),
                        FROM.formatted("") + "f.i = p.id AND p.tags = ARRAY['t2'] WHERE f.i < 7"))
                .containsExactlyInAnyOrderElementsOf(people(2, 5));
    }

    @Test
    void inputsThatTheTableDeclares_areNotAskedFor() {
        assertThat(rows(
                        tables(true, Map.of("exchange.input-columns", "id", "lookup.async", "false")),
                        FROM.formatted("") + "f.i = p.id AND p.age = 3"))
                .containsExactlyInAnyOrderElementsOf(people(3, 93));
        assertThat(worker.empty).hasValue(0);
    }

    @Test
    void declaredSchema_saysWhatIsSent() {
        assertThat(rows(
                        tables(true, Map.of("exchange.input-schema", "id BIGINT")),
                        FROM.formatted("") + "f.i = p.id AND p.age = 3"))
                .containsExactlyInAnyOrderElementsOf(people(3, 93));
    }

    @Test
    void declaredInput_thatTheJoinDoesNotCompare_isNamedWhenPlanned() {
        StreamTableEnvironment tables = tables(true, Map.of("exchange.input-columns", "id, name"));
        assertThatThrownBy(() -> tables.explainSql(FROM.formatted("") + "f.i = p.id AND p.age = 3"))
                .hasStackTraceContaining("takes the columns [id, name] (option 'exchange.input-columns')")
                .hasStackTraceContaining("default_catalog.default_database.people");
    }
}
