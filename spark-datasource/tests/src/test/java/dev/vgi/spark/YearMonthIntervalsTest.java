package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.time.Period;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals of years and months, which a Python worker has no type for, in the columns of an exchange. */
class YearMonthIntervalsTest extends TablesTest {
    private static final String MONTHS = "IF(id = 1, NULL, make_ym_interval(0, CAST(14 * id - 14 AS INT)))";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    interval | %s                             | -1 years -2 months         | 1 years 2 months
                    list     | array(%s)                      | [-1 years -2 months]       | [1 years 2 months]
                    map      | map('k', %s)                   | {k -> -1 years -2 months}  | {k -> 1 years 2 months}
                    struct   | named_struct('a', %s, 'b', 'x') | {-1 years -2 months, x}   | {1 years 2 months, x}
                    """)
    void pythonWorker_isSentMonthsDaysAndNanoseconds(
            String column, String form, String first, String last, SparkSession spark) {
        try (Peer python = python()) {
            Dataset<Row> answers = VgiExchange.on(
                            spark.range(0, 3, 1, 1).selectExpr(form.formatted(MONTHS) + " AS " + column))
                    .url(python.address())
                    .method("Types/echo")
                    .option("arg.column", column)
                    .keep()
                    .apply();
            assertThat(answers.selectExpr("CAST(answer AS STRING)").collectAsList())
                    .extracting(row -> row.getString(0))
                    .satisfies(texts -> assertThat(texts).element(0).isEqualTo(first))
                    .satisfies(texts -> assertThat(texts).element(2).isEqualTo(last));
        }
    }

    @Test
    void batchesOfARead_areSentToo_andKeptAsTheyWere(SparkSession spark) {
        try (Peer python = python()) {
            Dataset<Row> read = read(spark, "intervals", Map.of()).selectExpr("months AS interval");
            Dataset<Row> answers = VgiExchange.on(read)
                    .url(python.address())
                    .method("Types/echo")
                    .option("arg.column", "interval")
                    .apply();
            assertThat(answers.schema().apply("interval").dataType().sql()).isEqualTo("INTERVAL YEAR TO MONTH");
            assertThat(answers.where("interval = make_ym_interval(1, 48)")
                            .selectExpr("CAST(answer AS STRING)")
                            .first()
                            .getString(0))
                    .isEqualTo("5 years");
        }
    }

    @Test
    void workerThatDeclaresThem_getsThem(SparkSession spark) {
        Dataset<Row> answers = VgiExchange.on(spark.range(0, 3, 1, 1).selectExpr(MONTHS + " AS months"))
                .url(url())
                .method("Tables/months")
                .apply();
        assertThat(answers.collectAsList())
                .extracting(row -> row.<Period>getAs("answer"))
                .containsExactly(Period.of(-1, -2, 0), null, Period.of(1, 2, 0));
    }

    private Peer python() {
        return PythonReference.require()
                .start(TypesReadTest.WORKER.toString(), "--unix=" + folder.resolve("types.sock"), "--describe");
    }
}
