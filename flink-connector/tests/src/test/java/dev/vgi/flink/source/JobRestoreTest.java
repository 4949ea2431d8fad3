package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.flink.Flink;
import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.VgiConnectorOptions.ExpiryPolicy;
import dev.vgi.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that fail, and jobs that are stopped, go on where they were. */
class JobRestoreTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final int PARTS = 3;
    private static final int ROWS = 400;
    private static final int FAILURES = 6;

    private static final AtomicInteger FAILED = new AtomicInteger();
    private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path savepoints;

    @TempDir
    Path folder;

    private Numbers.Worker worker;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        FAILED.set(0);
        SEEN.clear();
        worker = new Numbers.Worker(5);
        server = Server.builder()
                .host(Numbers.class, worker)
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private VgiSource<Item> source(String transport) {
        String url = server.addresses().stream()
                .filter(address -> address.startsWith(transport))
                .findFirst()
                .orElseThrow();
        return VgiSource.builder()
                .url(url)
                .method("Numbers/rows")
                .arg("count", ROWS)
                .arg("batch_rows", 9)
                .arg("empties", true)
                .splitsMethod("Numbers/parts")
                .option(VgiConnectorOptions.SPLITS_ARGS, "{\"count\": " + PARTS + "}")
                .option(
                        VgiConnectorOptions.EXPIRY_POLICY,
                        transport.equals("unix") ? ExpiryPolicy.SKIP_ROWS : ExpiryPolicy.FAIL)
                .records(Item.class);
    }

    private static List<String> expected() {
        List<String> names = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            names.addAll(Numbers.names("p" + part, ROWS));
        }
        return names;
    }

    private static StreamExecutionEnvironment environment(Configuration more) {
        Configuration configuration = new Configuration(more);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        return env;
    }

    private DataStream<String> names(StreamExecutionEnvironment env, String transport) {
        return env.fromSource(source(transport), WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .map(Item::name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void failures_loseNothingAndRepeatNothing(String transport) throws Exception {
        List<String> rows = new ArrayList<>();

        try (CloseableIterator<String> found = names(environment(new Configuration()), transport)
                .map(new Saboteur())
                .executeAndCollect()) {
            found.forEachRemaining(rows::add);
        }

        assertThat(FAILED).hasValue(FAILURES);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected());
    }

    /** The restored job finds a worker that lists fewer splits, and still reads those that it has. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void savepoints_loseNothingAndRepeatNothing(String transport) throws Exception {
        Configuration restored = new Configuration();
        for (int stop = 1; stop <= 3; stop++) {
            JobClient job = start(restored, transport);
            int wanted = SEEN.size() + 100;
            await().until(() -> SEEN.size() >= wanted);
            String savepoint = job.stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL)
                    .get();
            restored.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
            worker.forgetParts(1);
        }

        start(restored, transport).getJobExecutionResult().get();

        assertThat(List.copyOf(SEEN)).containsExactlyInAnyOrderElementsOf(expected());
    }

    private JobClient start(Configuration configuration, String transport) throws Exception {
        StreamExecutionEnvironment env = environment(configuration);
        names(env, transport).map(new Witness()).sinkTo(new DiscardingSink<>());
        return env.executeAsync();
    }

    /** Fails in each of its first lives, some rows after a checkpoint. */
    private static final class Saboteur implements MapFunction<String, String>, CheckpointListener {
        private boolean isDurable;
        private int rows;

        @Override
        public String map(String value) {
            if (isDurable && ++rows > FAILED.get() && FAILED.get() < FAILURES) {
                FAILED.incrementAndGet();
                throw new IllegalStateException("a failure that the test wants");
            }
            return value;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            isDurable = true;
        }
    }

    /** Notes what passes. */
    private static final class Witness implements MapFunction<String, String> {
        @Override
        public String map(String value) {
            SEEN.add(value);
            return value;
        }
    }
}
