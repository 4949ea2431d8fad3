package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.PythonReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that end early: each leaves no open stream with the worker, no bytes and no worker of its own. */
class EndingsTest extends TablesTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void limit_endsAStreamThatHasNoEnd(String columnar, SparkSession spark) {
        Dataset<Row> endless = read(spark, "endless", Map.of("columnar", columnar));
        assertThat(endless.filter("id % 2 = 0").limit(350).collectAsList()).hasSize(350);
        assertThat(endless.head().getLong(0)).isZero();
    }

    @Test
    void limitBehindAnExchange_endsBothStreams(SparkSession spark) {
        Dataset<Row> labelled = VgiExchange.on(read(spark, "endless", Map.of()))
                .url(url())
                .method("Tables/label")
                .apply();
        assertThat(labelled.filter("label LIKE '%7'").limit(20).collectAsList()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void cancelledJob_endsItsStreams(String columnar, SparkSession spark) {
        Dataset<Row> endless = read(spark, "endless", Map.of("columnar", columnar));
        var counting = CompletableFuture.supplyAsync(endless::count);
        Awaitility.await("the stream is open").until(() -> worker.openStreams() > 0);
        spark.sparkContext().cancelAllJobs();
        assertThatThrownBy(counting::join).hasStackTraceContaining("cancelled");
    }

    @Test
    void taskThatFails_endsItsStream(SparkSession spark) {
        Dataset<Row> endless = read(spark, "endless", Map.of());
        assertThatThrownBy(() -> endless.foreachPartition((ForeachPartitionFunction<Row>) rows -> {
                    for (int i = 0; i < 150 && rows.hasNext(); i++) {
                        rows.next();
                    }
                    throw new IllegalStateException("a user's own error");
                }))
                .hasStackTraceContaining("a user's own error");
    }

    @Test
    void workersOfCommands_endWhenNobodyNeedsThem(SparkSession spark) {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .option("url", "cmd:" + PythonReference.require().python() + " " + FlightsWorker.SCRIPT + " --describe")
                .option("partitions", "[{\"month\": 1}, {\"month\": 2}]")
                .option("pushdown.limit", "none")
                .load("Flights/flights");
        assertThat(flights.limit(3).collectAsList()).hasSize(3);
        assertThat(flights.count()).isEqualTo(33_883 + 30_545);
        assertThat(workers()).hasSizeBetween(1, 2);
        Awaitility.await("no worker is left").atMost(Duration.ofMinutes(2)).until(() -> workers()
                .isEmpty());
    }

    /** The workers that this JVM has started. */
    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(FlightsWorker.SCRIPT.toString()::equals))
                .toList();
    }
}
