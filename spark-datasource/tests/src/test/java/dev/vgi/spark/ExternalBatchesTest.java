package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.ModuleProgram;
import dev.vgi.testing.Peer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.jdk.javaapi.CollectionConverters;

/** Executors without an SDK and without credentials read batches that the worker has put into an S3 server. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalBatchesTest {
    private Peer store;
    private Peer worker;

    @BeforeAll
    void start() {
        store = ModuleProgram.start("examples/store", "dev.vgi.examples.store.LocalS3", Map.of());
        worker = worker("100000");
    }

    private Peer worker(String threshold) {
        return ModuleProgram.start(
                "examples/worker",
                "dev.vgi.examples.flights.FlightsServer",
                Map.of("AWS_ACCESS_KEY_ID", "local-access-key", "AWS_SECRET_ACCESS_KEY", "local-secret-key"),
                "--http",
                "--external-s3",
                store.address() + "/vgi",
                "--external-threshold",
                threshold);
    }

    @AfterAll
    void stop() {
        if (worker != null) {
            worker.close();
        }
        store.close();
    }

    private Dataset<Row> flights(SparkSession spark, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("splitsMethod", "flight_splits")
                .options(options)
                .load("Flights/flights");
    }

    @Test
    void batches_areFetchedFromTheStore(SparkSession spark) {
        Dataset<Row> query = flights(spark, Map.of("external.allowedHosts", store.address()))
                .selectExpr("count(*)", "sum(delay)", "sum(distance)", "count(distinct origin)");
        List<Row> through = query.collectAsList();
        Map<String, Long> metrics = metrics(query);
        assertThat(metrics.get("vgiExternalBatches")).isPositive().isLessThanOrEqualTo(metrics.get("vgiBatches"));
        assertThat(metrics.get("vgiExternalBytes")).isGreaterThan(100_000);
        assertThat(through.get(0).getLong(0)).isEqualTo(200_000);
        assertThat(through).isEqualTo(withoutStore(spark));
    }

    @Test
    void storeThatIsNotAllowed_isRefused(SparkSession spark) {
        assertThatThrownBy(
                        () -> flights(spark, Map.of()).selectExpr("sum(delay)").collectAsList())
                .hasStackTraceContaining("allowedHosts")
                .hasStackTraceContaining("http://127.0.0.1");
    }

    @Test
    void objectAboveTheLimit_isRefused(SparkSession spark) {
        assertThatThrownBy(() -> flights(
                                spark, Map.of("external.allowedHosts", store.address(), "external.maxBytes", "1k"))
                        .selectExpr("sum(delay)")
                        .collectAsList())
                .hasStackTraceContaining("1024");
    }

    @Test
    void objectThatTakesTooLongWhilePlanning_namesTheOptionForIt(SparkSession spark) {
        try (Peer externalizing = worker("0")) {
            assertThatThrownBy(() -> flights(
                            spark,
                            Map.of(
                                    "url",
                                    externalizing.address(),
                                    "external.allowedHosts",
                                    store.address(),
                                    "external.timeout",
                                    "1ms")))
                    .hasStackTraceContaining("took longer than 1 ms (option 'external.timeout')");
        }
    }

    private static List<Row> withoutStore(SparkSession spark) {
        try (Peer plain =
                ModuleProgram.start("examples/worker", "dev.vgi.examples.flights.FlightsServer", Map.of(), "--http")) {
            return spark.read()
                    .format("vgi")
                    .option("url", plain.address())
                    .load("Flights/flights")
                    .selectExpr("count(*)", "sum(delay)", "sum(distance)", "count(distinct origin)")
                    .collectAsList();
        }
    }

    private static Map<String, Long> metrics(Dataset<Row> query) {
        var sums = new HashMap<String, Long>();
        SparkPlan plan = ((org.apache.spark.sql.classic.Dataset<Row>) query)
                .queryExecution()
                .executedPlan();
        collect(plan, sums);
        return sums;
    }

    private static void collect(SparkPlan plan, Map<String, Long> sums) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            collect(adaptive.executedPlan(), sums);
            return;
        }
        if (plan instanceof org.apache.spark.sql.execution.adaptive.QueryStageExec stage) {
            collect(stage.plan(), sums);
        }
        CollectionConverters.asJava(plan.metrics())
                .forEach((name, metric) -> sums.merge(name, metric.value(), Long::sum));
        CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, sums));
    }
}
