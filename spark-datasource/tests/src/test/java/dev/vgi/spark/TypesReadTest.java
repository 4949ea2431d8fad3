package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Columns that need decoding, written by pyarrow and read by Spark: six rows with nulls, an empty batch, and slices
 * from the second and the third row on.
 */
@ExtendWith(LocalSpark.class)
class TypesReadTest {
    static final Path WORKER =
            Path.of(System.getProperty("vgi.home"), "spark-datasource/tests/src/test/python/types_worker.py");
    private static final String LONG = "a text of more than twelve bytes";

    /** The values of the six rows as text; the type's name ends where {@code =} stands. */
    private static final String EXPECTED = """
            string_view STRING=a|~||@|~|é
            binary_view BINARY=61|~||#|~|00FF
            large_string STRING=a|~||@|~|é
            large_binary BINARY=61|~||#|~|00FF
            fixed_binary BINARY=6162|~|6364|00FF|~|6566
            runs STRING=a|~|@|@|~|b
            wide_runs INT=7|7|~|~|~|~
            list_view ARRAY<INT>=[1, 2]|~|[]|[3, null]|~|[4]
            large_list_view ARRAY<INT>=[1, 2]|~|[]|[3, null]|~|[4]
            large_list ARRAY<INT>=[1, 2]|~|[]|[3, null]|~|[4]
            fixed_list ARRAY<INT>=[1, 2]|~|[3, 4]|[5, null]|~|[6, 7]
            list_of_views ARRAY<STRING>=[a, @]|~|[]|[null]|~|[b]
            dictionary STRING=a|~|b|@|~|a
            numbers_by_code BIGINT=20|~|10|20|~|10
            dictionaries ARRAY<STRING>=[a, b]|~|[]|[null]|~|[a]
            interval INTERVAL=1 months 2 days 0.000003 seconds|~|0 seconds|-1 months 5 days 1 seconds|~|1 years
            fine_interval INTERVAL=-0.000001 seconds|~|0 seconds|1 months -0.000002 seconds|~|-1 days 0.000001 seconds
            seconds INTERVAL DAY TO SECOND=0 00:00:01|~|0 00:00:00|-0 00:00:01|~|0 00:01:30
            nanoseconds INTERVAL DAY TO SECOND=0 00:00:00.000001|~|0 00:00:00|-0 00:00:00.000001|~|0 00:00:01
            time_s TIME(6)=00:00:00|~|00:00:01|01:01:01|~|23:59:59
            time_ms TIME(6)=00:00:00|~|00:00:01|01:01:01|~|23:59:59
            time_us TIME(6)=00:00:00|~|00:00:01|01:01:01|~|23:59:59
            time_ns TIME(6)=00:00:00|~|00:00:01|01:01:01|~|23:59:59
            date64 DATE=1969-12-31|~|1970-01-02|1969-12-31|~|1969-12-31
            timestamp_s TIMESTAMP_NTZ=1969-12-31 23:59:58|~|1969-12-31 23:59:58|1969-12-31 23:59:58|~|1969-12-31 23:59:58
            timestamp_ns TIMESTAMP_NTZ=1969-12-31 23:59:59.999999|~|1970-01-01 00:00:00|1970-01-01 00:00:00.000001|~|1969-12-31 23:59:59.999999
            zoned_ms TIMESTAMP=1969-12-31 23:59:58|~|1969-12-31 23:59:58|1969-12-31 23:59:58|~|1969-12-31 23:59:58
            uint64 DECIMAL(20,0)=18446744073709551615|~|0|1|~|9223372036854775808
            decimal256 DECIMAL(38,2)=-1.25|~|0.00|1000000000000000000000000000000.00|~|0.01
            decimal32 DECIMAL(5,2)=-1.25|~|0.00|999.99|~|0.01
            decimal64 DECIMAL(18,0)=-1|~|0|999999999999999999|~|-999999999999999999
            decimals ARRAY<DECIMAL(9,1)>=[-1.5]|~|[]|[null, 2.5]|~|[3.0]
            no_bytes BINARY=|~|||~|
            half FLOAT=1.5|~|0.0|-2.0|~|65504.0
            nothing VOID=~|~|~|~|~|~
            struct STRUCT<w: STRING, n: BIGINT>={a, 1}|~|{null, 2}|{@, null}|~|{, 3}
            map MAP<STRING, SMALLINT>={a -> 1}|~|{}|{b -> null, c -> 2}|~|{ -> 3}
            """;

    @TempDir
    static Path folder;

    private static Peer worker;

    @BeforeAll
    static void startWorker() {
        worker = PythonReference.require()
                .start(
                        WORKER.toString(),
                        "--unix=" + folder.resolve("types.sock"),
                        "--idle-timeout",
                        "0",
                        "--describe");
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void values_areThoseOfTheWorker_inEveryBatch(String columnar, SparkSession spark) {
        spark.conf().set("spark.sql.timeType.enabled", "true");
        try {
            Dataset<Row> table = read(spark, columnar);
            Map<String, List<String>> expected = expected(spark);
            assertThat(table.schema().fields())
                    .filteredOn(field -> expected.containsKey(field.name()))
                    .extracting(field -> field.name() + " " + field.dataType().sql())
                    .containsExactlyElementsOf(types(spark));
            List<Row> rows = table.selectExpr(expected.keySet().stream()
                            .map(column -> text(
                                    column,
                                    table.schema().apply(column).dataType().sql()))
                            .toArray(String[]::new))
                    .collectAsList();
            assertThat(rows).hasSize(6 + 3 + 4);
            expected.forEach((column, values) -> {
                var all = new ArrayList<>(values);
                all.addAll(values.subList(1, 4));
                all.addAll(values.subList(2, 6));
                assertThat(rows)
                        .extracting(row -> row.<String>getAs(column))
                        .as(column)
                        .isEqualTo(all);
            });
        } finally {
            spark.conf().unset("spark.sql.timeType.enabled");
        }
    }

    @Test
    void timesOfDay_whereSparkHasNoTypeForThem_cannotBeSelected(SparkSession spark) {
        spark.conf().set("spark.sql.timeType.enabled", "false");
        try {
            Dataset<Row> table = read(spark, "auto");
            assertThat(table.select("date64").count()).isEqualTo(13);
            assertThatThrownBy(() -> table.select("time_us").collectAsList())
                    .hasMessageContaining("'time_us'")
                    .hasMessageContaining("since 4.1");
        } finally {
            spark.conf().unset("spark.sql.timeType.enabled");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void columnThatCannotBeRead_isRefusedByName_onlyWhereItIsSelected(String columnar, SparkSession spark) {
        Dataset<Row> table = spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("columnar", columnar)
                .load("Types/unreadable");
        assertThat(table.selectExpr("CAST(price AS STRING)").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("1.50", null, "-2.00");
        assertThatThrownBy(() -> table.select("nested").collectAsList())
                .hasMessageContaining("column 'nested' cannot be read")
                .hasMessageContaining("a dictionary of a dictionary");
    }

    private static Dataset<Row> read(SparkSession spark, String columnar) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("columnar", columnar)
                .load("Types/columns");
    }

    private static String text(String column, String type) {
        return switch (type) {
            case "BINARY" -> "hex(" + column + ") AS " + column;
            case "INTERVAL DAY TO SECOND" ->
                "regexp_extract(CAST(" + column + " AS STRING), \"'(.*)'\", 1) AS " + column;
            default -> "CAST(" + column + " AS STRING) AS " + column;
        };
    }

    private static Map<String, List<String>> expected(SparkSession spark) {
        var expected = new LinkedHashMap<String, List<String>>();
        lines(spark).forEach(line -> {
            String values =
                    line.substring(line.indexOf('=') + 1).replace("@", LONG).replace("#", hex(LONG));
            expected.put(
                    line.substring(0, line.indexOf(' ')),
                    Arrays.stream(values.split("\\|", -1))
                            .map(value -> value.equals("~") ? null : value)
                            .toList());
        });
        return expected;
    }

    private static List<String> types(SparkSession spark) {
        return lines(spark).map(line -> line.substring(0, line.indexOf('='))).toList();
    }

    /** Spark 4.0 has no times of day. */
    private static Stream<String> lines(SparkSession spark) {
        return EXPECTED.lines()
                .filter(line -> !line.startsWith("time_") || !spark.version().startsWith("4.0"));
    }

    private static String hex(String text) {
        return text.chars().mapToObj("%02X"::formatted).reduce("", String::concat);
    }
}
