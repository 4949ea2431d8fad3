package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.JavaProgram;
import dev.vgi.testing.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker's process is killed in the middle of a job, and another takes its place. */
@Timeout(120)
class DyingWorkerTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final int ROWS = 20_000;
    private static final AtomicReference<Runnable> AT_HALF = new AtomicReference<>(() -> {});

    private volatile CompletableFuture<Void> replaced = CompletableFuture.completedFuture(null);

    @TempDir
    Path folder;

    private final AtomicReference<Peer> worker = new AtomicReference<>();

    @BeforeEach
    void start() {
        worker.set(peer());
        // Not on the task's thread, which is interrupted when the job fails.
        AT_HALF.set(() -> replaced = CompletableFuture.runAsync(this::replace));
    }

    @AfterEach
    void stop() {
        replaced.join();
        worker.get().close();
    }

    private Peer peer() {
        return Peer.start(JavaProgram.command(
                System.getProperty("java.class.path"),
                OddService.Worker.class.getName(),
                List.of(folder.resolve("odd.sock").toString())));
    }

    private void replace() {
        try {
            worker.get().process().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        worker.set(peer());
    }

    private VgiExchange<Row> exchange(String method, Configuration configuration) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        if (configuration.get(RestartStrategyOptions.RESTART_STRATEGY).equals("fixed-delay")) {
            env.enableCheckpointing(50);
        }
        var once = new AtomicBoolean();
        DataStream<Row> rows = env.fromSequence(0, ROWS - 1)
                .map(id -> {
                    if (id == ROWS / 2 && !once.getAndSet(true)) {
                        AT_HALF.getAndSet(() -> {}).run();
                    }
                    return Row.of(id);
                })
                .returns(Types.ROW_NAMED(new String[] {"id"}, Types.LONG));
        return VgiExchange.on(rows)
                .url(worker.get().address())
                .method("Odd/" + method)
                .batchRows(100)
                .option("exchange.retry.max-attempts", "8");
    }

    private static Configuration withoutRestarts() {
        return new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }

    private static List<List<Object>> collect(DataStream<Row> rows) throws Exception {
        List<List<Object>> all = new ArrayList<>();
        try (CloseableIterator<Row> iterator = rows.executeAndCollect()) {
            iterator.forEachRemaining(row -> all.add(List.of(row.getField(0), row.getField(1))));
        }
        return all;
    }

    private static List<List<Object>> doubled() {
        return LongStream.range(0, ROWS)
                .mapToObj(id -> List.<Object>of(id, 2 * id))
                .toList();
    }

    @Test
    void methodWithoutSideEffects_isAskedAgain_andTheJobGoesOn() throws Exception {
        assertThat(collect(exchange("twice", withoutRestarts()).apply())).isEqualTo(doubled());
    }

    @Test
    void methodThatTheUserVouchesFor_isAskedAgain() throws Exception {
        assertThat(collect(exchange("twice_for_real", withoutRestarts())
                        .option("exchange.idempotent", "true")
                        .apply()))
                .isEqualTo(doubled());
    }

    @Test
    void otherMethod_failsTheJob() {
        DataStream<Row> rows = exchange("twice_for_real", withoutRestarts()).apply();
        assertThatThrownBy(() -> collect(rows)).hasStackTraceContaining("odd.sock");
    }

    @Test
    void otherMethod_withCheckpoints_losesAndDoublesNothing() throws Exception {
        var restarting = new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 500)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
        List<List<Object>> found =
                collect(exchange("twice_for_real", restarting).apply());
        for (int row = 0; row < Math.min(found.size(), ROWS); row++) {
            assertThat(found.get(row)).isEqualTo(List.<Object>of((long) row, 2L * row));
        }
        assertThat(found).hasSize(ROWS);
    }
}
