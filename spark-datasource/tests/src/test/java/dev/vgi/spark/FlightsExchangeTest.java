package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import java.nio.file.Path;
import java.util.List;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Enrichment of flights by the example's exchange, the same over every transport. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlightsExchangeTest {
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

    static class OverHttp extends FlightsExchangeTest {
        @Override
        Peer start() {
            return FlightsWorker.http("--describe");
        }
    }

    static class OverUnix extends FlightsExchangeTest {
        @TempDir
        static Path folder;

        @Override
        Peer start() {
            return FlightsWorker.unix(folder.resolve("flights.sock"), "--describe");
        }
    }

    private Dataset<Row> flights(SparkSession spark) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("splitsMethod", "flight_splits")
                .load("Flights/flights");
    }

    private VgiExchange enrich(Dataset<Row> rows) {
        return VgiExchange.on(rows)
                .url(worker.address())
                .method("Flights/enrich")
                .inputColumns("origin", "destination");
    }

    @ParameterizedTest
    @CsvSource({"true, 16384", "true, 1000", "false, 16384", "false, 1000"})
    void answers_standBesideTheirRows(boolean codegen, int batchSize, SparkSession spark) {
        spark.conf().set("spark.sql.codegen.wholeStage", codegen);
        try {
            Dataset<Row> enriched = enrich(flights(spark)).batchSize(batchSize).apply();
            Row sums = enriched.selectExpr(
                            "count(*)",
                            "sum(delay)",
                            "count_if(origin_state = 'CA')",
                            "count_if(abs(distance_km - distance * 1.609344) > 30)")
                    .first();
            assertThat(sums.mkString("|")).isEqualTo("200000|1322243|24703|0");
            assertThat(enriched.filter("origin = 'SFO'")
                            .select("origin_city", "origin_state")
                            .distinct()
                            .collectAsList()
                            .toString())
                    .isEqualTo("[[San Francisco,CA]]");
        } finally {
            spark.conf().unset("spark.sql.codegen.wholeStage");
        }
    }

    @Test
    void batches_stayBatches(SparkSession spark) {
        Dataset<Row> enriched = enrich(flights(spark)).apply();
        assertThat(FlightsReadTest.plan(enriched.groupBy("origin_state").count()))
                .contains("ColumnarToRow\n")
                .contains("VgiExchange");
    }

    @Test
    void keep_choosesTheInputsColumns(SparkSession spark) {
        Dataset<Row> enriched = enrich(flights(spark)).keep("delay").apply();
        assertThat(enriched.columns()).startsWith("delay", "origin_city").doesNotContain("origin");
        assertThat(enrich(flights(spark)).keep().apply().columns()).startsWith("origin_city");
    }

    @Test
    void rows_areEnrichedBehindFiltersJoinsAndLimits(SparkSession spark) {
        Dataset<Row> rows = flights(spark).filter("delay > 100");
        Dataset<Row> named = spark.sql("SELECT 'SFO' AS origin, 'bay' AS nick");
        Dataset<Row> enriched = enrich(rows.join(named, "origin").limit(11)).apply();
        assertThat(enriched.select("nick", "origin_state")
                        .distinct()
                        .collectAsList()
                        .toString())
                .isEqualTo("[[bay,CA]]");
        assertThat(enriched.count()).isEqualTo(11);
    }

    @Test
    void limit_stopsEarlyAndLeavesNothingOpen(SparkSession spark) {
        assertThat(enrich(flights(spark)).apply().limit(5).collectAsList()).hasSize(5);
        assertThat(enrich(flights(spark))
                        .apply()
                        .filter("distance_km > 100")
                        .limit(5)
                        .collectAsList())
                .hasSize(5);
    }

    @Test
    void exchanges_followEachOther(SparkSession spark) {
        Dataset<Row> once = enrich(flights(spark)).apply();
        Dataset<Row> twice = enrich(once).outputPrefix("again_").apply();
        assertThat(twice.filter("origin_city <=> again_origin_city").count()).isEqualTo(200_000);
    }

    @Test
    void selfJoin_tellsBothSidesApart(SparkSession spark) {
        Dataset<Row> enriched = enrich(flights(spark).limit(50)).apply();
        assertThat(enriched.as("a").join(enriched.as("b"), "date").count()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void nameOfTheInput_isNoNameForTheAnswer(SparkSession spark) {
        Dataset<Row> taken = flights(spark).withColumnRenamed("delay", "Origin_City");
        assertThatThrownBy(() -> enrich(taken).apply())
                .hasMessageContaining("origin_city")
                .hasMessageContaining("outputPrefix");
    }

    @Test
    void columnsThatTheMethodDoesNotDeclare_areRefusedInWords(SparkSession spark) {
        assertThatThrownBy(() -> enrich(flights(spark))
                        .inputColumns("origin", "delay")
                        .apply()
                        .collectAsList())
                .hasMessageContaining("[origin, delay]")
                .hasMessageContaining("inputColumns");
    }

    @Test
    void unknownColumn_isNamed(SparkSession spark) {
        assertThatThrownBy(() ->
                        enrich(flights(spark)).inputColumns("origin", "goal").apply())
                .hasMessageContaining("'goal'")
                .hasMessageContaining("destination");
    }

    @Test
    void unknownCodes_becomeNull(SparkSession spark) {
        Dataset<Row> rows = spark.sql("SELECT * FROM VALUES ('SFO', 'JFK'), ('???', NULL) AS t(origin, destination)");
        List<Row> enriched = enrich(rows)
                .apply()
                .selectExpr("origin_state", "destination_state")
                .collectAsList();
        assertThat(enriched.toString()).isEqualTo("[[CA,NY], [null,null]]");
    }
}
