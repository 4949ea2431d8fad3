package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When batches of an exchange are sent: ahead of the answers that are used, and again when an answer is lost. */
class ExchangeCallsTest extends TablesTest {
    private static final int BATCH = 100;

    /** The rows that tasks of this JVM have made. */
    private static final AtomicLong MADE = new AtomicLong();

    @BeforeEach
    void nothingIsMade() {
        MADE.set(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "5"})
    void answers_standBesideTheirRows(String prefetchBatches, SparkSession spark) {
        List<Row> rows = labelled(made(spark, 1_050))
                .option("prefetchBatches", prefetchBatches)
                .apply()
                .collectAsList();
        assertThat(rows).hasSize(1_050).allSatisfy(row -> assertThat(row.getString(1))
                .isEqualTo("no. " + row.getLong(0)));
        assertThat(worker.received()).hasSize(11);
    }

    @Test
    void nextBatch_isCollectedWhileTheWorkerHasTheLast(SparkSession spark) {
        worker.beforeLabels(call -> {
            if (call > 1) {
                Awaitility.await("rows of the next batch")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> MADE.get() > Math.min(call * BATCH, 900));
            }
        });
        assertThat(labelled(made(spark, 1_000)).apply().collectAsList()).hasSize(1_000);
    }

    @Test
    void nothingIsSentAhead_whereOneBatchIsEnough(SparkSession spark) {
        assertThat(labelled(made(spark, 1_000)).apply().limit(5).collectAsList())
                .hasSize(5);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void noPrefetch_takesTurnsWithTheWorker(SparkSession spark) {
        worker.beforeLabels(call -> {
            if (MADE.get() > (long) call * BATCH + 1) {
                throw VgiException.of(Code.FAILED_PRECONDITION, MADE.get() + " rows at call " + call);
            }
        });
        assertThat(labelled(made(spark, 1_000))
                        .option("prefetchBatches", "0")
                        .apply()
                        .collectAsList())
                .hasSize(1_000);
    }

    @Test
    void lostAnswer_isAskedForAgainOnANewStream_whereTheUserVouchesForTheMethod(SparkSession spark) {
        var failures = new AtomicInteger(2);
        worker.beforeLabels(call -> {
            if (call > 3 && failures.getAndDecrement() > 0) {
                throw VgiException.unavailable("gone for a moment", null);
            }
        });
        List<Row> rows = labelled(made(spark, 1_000))
                .option("resume", "always")
                .option("retryBackoff", "1ms")
                .apply()
                .collectAsList();
        assertThat(rows).hasSize(1_000).allSatisfy(row -> assertThat(row.getString(1))
                .isEqualTo("no. " + row.getLong(0)));
        assertThat(worker.received()).hasSize(12);
    }

    @Test
    void lostAnswer_failsTheTask_whereNobodyVouchesForTheMethod(SparkSession spark) {
        worker.beforeLabels(call -> {
            throw VgiException.unavailable("gone for a moment", null);
        });
        assertThatThrownBy(() -> labelled(made(spark, 1_000)).apply().collectAsList())
                .hasStackTraceContaining("gone for a moment");
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void attempts_areCounted(SparkSession spark) {
        worker.beforeLabels(call -> {
            throw VgiException.unavailable("gone for good", null);
        });
        assertThatThrownBy(() -> labelled(made(spark, 1_000))
                        .option("resume", "always")
                        .option("retryAttempts", "4")
                        .option("retryBackoff", "1ms")
                        .apply()
                        .collectAsList())
                .hasStackTraceContaining("gone for good");
        assertThat(worker.received()).hasSize(4);
    }

    @Test
    void inputThatFails_whileBatchesAreAhead_leavesNothingBehind(SparkSession spark) {
        UDF1<Long, Long> breaking = id -> {
            if (id == 350) {
                throw new IllegalStateException("a user's own error");
            }
            return id;
        };
        Dataset<Row> rows = spark.range(0, 1_000, 1, 1)
                .select(functions
                        .udf(breaking, DataTypes.LongType)
                        .apply(functions.col("id"))
                        .as("id"));
        assertThatThrownBy(() -> labelled(rows).apply().collectAsList()).hasStackTraceContaining("a user's own error");
    }

    @Test
    void cancelledJob_endsTheCallThatIsUnderWay(SparkSession spark) {
        worker.beforeLabels(call -> {
            if (call == 2) {
                spark.sparkContext().cancelAllJobs();
            }
        });
        Dataset<Row> rows = labelled(read(spark, "endless", java.util.Map.of())).apply();
        var counting = CompletableFuture.supplyAsync(rows::count);
        assertThatThrownBy(counting::join).hasStackTraceContaining("cancelled");
    }

    private VgiExchange labelled(Dataset<Row> rows) {
        return VgiExchange.on(rows)
                .url(url())
                .method("Tables/label")
                .batchSize(BATCH)
                .outputSchema("label STRING");
    }

    /** The column {@code id} of so many rows in one task; counts those that were made. */
    private static Dataset<Row> made(SparkSession spark, long rows) {
        UDF1<Long, Long> counting = id -> {
            MADE.incrementAndGet();
            return id;
        };
        return spark.range(0, rows, 1, 1)
                .as(Encoders.LONG())
                .select(functions
                        .udf(counting, DataTypes.LongType)
                        .asNondeterministic()
                        .apply(functions.col("id"))
                        .as("id"));
    }
}
