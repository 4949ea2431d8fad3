package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of day, which a session offers, in tasks that no session's settings reach. */
class TimesOfDayTest extends TablesTest {
    private static final LongAdder SECONDS = new LongAdder();

    @BeforeEach
    void offerThem(SparkSession spark) {
        assumeThat(spark.version()).as("a Spark with times of day").isGreaterThanOrEqualTo("4.1");
        spark.conf().set("spark.sql.timeType.enabled", "true");
        SECONDS.reset();
    }

    @AfterEach
    void asEver() {
        LocalSpark.session().conf().unset("spark.sql.timeType.enabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void reads_areTheSameOutsideOfSql(String columnar, SparkSession spark) {
        assertSameOutsideOfSql(read(spark, "times", Map.of("arg.count", "250", "columnar", columnar)), "at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void exchanges_areTheSameOutsideOfSql(String columnar, SparkSession spark) {
        Dataset<Row> times = read(spark, "times", Map.of("arg.count", "250", "columnar", columnar));
        assertSameOutsideOfSql(
                VgiExchange.on(times)
                        .url(url())
                        .method("Tables/again")
                        .inputColumns("at")
                        .apply(),
                "again");
    }

    private static void assertSameOutsideOfSql(Dataset<Row> rows, String column) {
        assertThat(rows.orderBy("id").collectAsList()).hasSize(250).allSatisfy(row -> assertThat(
                        row.<LocalTime>getAs(column))
                .isEqualTo(LocalTime.ofSecondOfDay(row.getLong(0))));
        assertThat(rows.javaRDD()
                        .map(row -> row.<LocalTime>getAs(column).toSecondOfDay())
                        .reduce(Integer::sum))
                .isEqualTo(250 * 249 / 2);
        rows.select(column).foreachPartition((ForeachPartitionFunction<Row>) part ->
                part.forEachRemaining(row -> SECONDS.add(row.<LocalTime>getAs(0).toSecondOfDay())));
        assertThat(SECONDS.sum()).isEqualTo(250 * 249 / 2);
        // Spark 4.1 itself writes no time as JSON.
        if (rows.sparkSession().version().compareTo("4.2") >= 0) {
            List<String> lines = rows.select(column).toJSON().collectAsList();
            assertThat(lines).hasSize(250).contains("{\"" + column + "\":\"00:04:09\"}");
        }
    }
}
