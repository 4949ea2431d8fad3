package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of the example's flights, the same over every transport. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlightsReadTest {
    private static final String MONTHS =
            "[{\"month\": 1}, {\"month\": 2}, {\"month\": 3}, {\"month\": 4}, {\"month\": 5}, {\"month\": 6}]";

    private Peer worker;

    abstract Peer start();

    @BeforeAll
    void startWorker() {
        worker = start();
    }

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    static class OverHttp extends FlightsReadTest {
        @Override
        Peer start() {
            return FlightsWorker.http("--describe");
        }
    }

    static class OverUnix extends FlightsReadTest {
        @TempDir
        static Path folder;

        @Override
        Peer start() {
            return FlightsWorker.unix(folder.resolve("flights.sock"), "--describe");
        }
    }

    private Dataset<Row> flights(SparkSession spark, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .options(options)
                .load("Flights/flights");
    }

    @Test
    void columns_areTheWorkers(SparkSession spark) {
        assertThat(flights(spark, Map.of()).schema().toDDL())
                .isEqualTo("date TIMESTAMP_NTZ NOT NULL,delay BIGINT NOT NULL,distance BIGINT NOT NULL,"
                        + "origin STRING NOT NULL,destination STRING NOT NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void read_givesTheSame_inBatchesAndInRows(String columnar, SparkSession spark) {
        Row sums = flights(spark, Map.of("columnar", columnar))
                .selectExpr("count(*)", "sum(delay)", "sum(distance)", "min(origin)", "max(destination)", "max(date)")
                .first();
        assertThat(sums.mkString("|")).isEqualTo("200000|1322243|146478103|ABE|YAK|2001-06-30T23:58");
    }

    @Test
    void count_readsNoColumn(SparkSession spark) {
        Dataset<Row> count = flights(spark, Map.of()).groupBy().count();
        assertThat(count.first().getLong(0)).isEqualTo(200_000);
        assertThat(plan(count)).contains("vgi_columns []");
    }

    @Test
    void selectedColumns_areAllThatTheWorkerSends(SparkSession spark) {
        Dataset<Row> two = flights(spark, Map.of("arg.month", "2")).select("destination", "delay");
        assertThat(plan(two)).contains("vgi_columns [delay, destination]");
        assertThat(two.schema().fieldNames()).containsExactly("destination", "delay");
        assertThat(two.filter("destination = 'SFO'").count()).isPositive();
    }

    @Test
    void limit_isToldToTheWorker(SparkSession spark) {
        Dataset<Row> few = flights(spark, Map.of("arg.month", "2")).limit(7);
        assertThat(plan(few)).contains("vgi_limit 7");
        assertThat(few.collectAsList()).hasSize(7);
    }

    @Test
    void limitBehindAFilter_stopsEarlyAndLeavesNothingOpen(SparkSession spark) {
        Dataset<Row> few = flights(spark, Map.of()).filter("delay > 10").limit(3);
        assertThat(plan(few)).doesNotContain("vgi_limit 3");
        assertThat(few.collectAsList()).hasSize(3);
    }

    @Test
    void partitions_areReadInParallel(SparkSession spark) {
        Dataset<Row> flights = flights(spark, Map.of("partitions", MONTHS));
        assertThat(flights.rdd().getNumPartitions()).isEqualTo(6);
        assertThat(flights.count()).isEqualTo(200_000);
    }

    @Test
    void splitsMethod_listsThePartitions(SparkSession spark) {
        Dataset<Row> flights = flights(spark, Map.of("splitsMethod", "flight_splits"));
        assertThat(flights.rdd().getNumPartitions()).isEqualTo(6);
        assertThat(flights.groupBy().sum("distance").first().getLong(0)).isEqualTo(146_478_103);
    }

    @Test
    void method_canBeNamedByItselfAndByOption(SparkSession spark) {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("method", "flights")
                .option("args", "{\"month\": 3, \"vgi_limit\": 5}")
                .load();
        assertThat(flights.count()).isEqualTo(5);
    }

    @Test
    void temporaryView_isReadBySql(SparkSession spark) {
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW flights USING vgi OPTIONS (url '" + worker.address()
                + "', method 'Flights/flights', splitsMethod 'Flights/flight_splits')");
        List<Row> busiest = spark.sql(
                        "SELECT origin, count(*) AS n FROM flights GROUP BY origin ORDER BY n DESC LIMIT 1")
                .collectAsList();
        assertThat(busiest.get(0).mkString(" ")).isEqualTo("ORD 11277");
    }

    @Test
    void givenSchema_takesSomeColumnsInAnyOrder(SparkSession spark) {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .schema("origin STRING, delay BIGINT")
                .option("url", worker.address())
                .option("arg.vgi_limit", "4")
                .load("Flights/flights");
        assertThat(flights.collectAsList()).hasSize(4);
        assertThat(flights.schema().fieldNames()).containsExactly("origin", "delay");
    }

    @Test
    void selfJoin_readsOnce(SparkSession spark) {
        Dataset<Row> delays =
                flights(spark, Map.of("arg.month", "1")).groupBy("origin").avg("delay");
        Dataset<Row> joined = delays.as("a").join(delays.as("b"), "origin");
        assertThat(joined.count()).isEqualTo(delays.count());
        assertThat(plan(joined)).contains("Reused");
    }

    static String plan(Dataset<Row> rows) {
        rows.collectAsList();
        return rows.queryExecution().toString();
    }
}
