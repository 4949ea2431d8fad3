package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.flink.CapturedLog;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans that go on until their job is cancelled. */
@Timeout(120)
class UnboundedScanTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final int PARTS = 3;
    private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    private final Numbers.Worker worker = new Numbers.Worker(1);
    private Server server;

    @BeforeEach
    void start() {
        SEEN.clear();
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

    private VgiSourceBuilder source(int transport, long rows) {
        return VgiSource.builder()
                .url(server.addresses().get(transport))
                .method("Numbers/rows")
                .arg("count", rows)
                .arg("batch_rows", 7)
                .splitsMethod("Numbers/parts")
                .option(VgiConnectorOptions.SPLITS_ARGS, "{\"count\": " + PARTS + "}")
                .option(VgiConnectorOptions.BOUNDEDNESS, Boundedness.CONTINUOUS_UNBOUNDED)
                .option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.CURSOR)
                .option(VgiConnectorOptions.CURSOR_COLUMN, "id")
                .option(VgiConnectorOptions.CURSOR_PARAM, "after");
    }

    private static JobClient started(VgiSourceBuilder source) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(2);
        env.fromSource(source.records(Item.class), WatermarkStrategy.noWatermarks(), "numbers")
                .map(item -> {
                    SEEN.add(item.name());
                    return item.id();
                })
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync();
    }

    private static void cancel(JobClient job) {
        job.cancel();
        await().atMost(Duration.ofMinutes(1)).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    }

    private static List<String> seen(String part) {
        return List.copyOf(SEEN).stream()
                .filter(name -> name.startsWith(part + ":"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void rows_comeOfEverySplit_untilTheJobIsCancelled(int transport) throws Exception {
        JobClient job = started(source(transport, Long.MAX_VALUE));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            for (int part = 0; part < PARTS; part++) {
                assertThat(seen("p" + part)).hasSizeGreaterThan(100);
            }
        });
        cancel(job);
        for (int part = 0; part < PARTS; part++) {
            List<String> seen = seen("p" + part);
            assertThat(seen).isEqualTo(Numbers.names("p" + part, seen.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void splits_thatAreListedLater_areReadToo_andNoneTwice(int transport) throws Exception {
        worker.forgetParts(PARTS - 1);
        JobClient job =
                started(source(transport, 20).option(VgiConnectorOptions.SPLITS_DISCOVERY, Duration.ofMillis(20)));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(List.copyOf(SEEN)).hasSize(20));
        assertThat(List.copyOf(SEEN)).isEqualTo(Numbers.names("p0", 20));

        worker.forgetParts(0);
        List<String> expected = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            expected.addAll(Numbers.names("p" + part, 20));
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(List.copyOf(SEEN)).hasSize(expected.size()));
        cancel(job);
        assertThat(List.copyOf(SEEN)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(worker.asked()).hasSize(PARTS);
    }

    /** Three of the four tasks have no split, and the one split ends. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void tasksWithoutSplits_holdBackNoWindow_andTheJobEndsWithItsSplits(int transport) throws Exception {
        worker.forgetParts(PARTS - 1);
        JobClient job = windowed(source(transport, Long.MAX_VALUE), WatermarkStrategy.forMonotonousTimestamps());
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(List.copyOf(SEEN)).startsWith("10", "10", "10"));
        cancel(job);

        SEEN.clear();
        windowed(source(transport, 25), WatermarkStrategy.forMonotonousTimestamps())
                .getJobExecutionResult()
                .get(1, TimeUnit.MINUTES);
        assertThat(List.copyOf(SEEN)).containsExactlyInAnyOrder("10", "10", "5");
    }

    @Test
    void tasksThatMayGetSplits_holdBackNoWindow_withAnIdleTimeout() throws Exception {
        worker.forgetParts(PARTS - 1);
        try (var log = new CapturedLog(Level.WARN)) {
            JobClient job = windowed(
                    source(1, Long.MAX_VALUE).option(VgiConnectorOptions.SPLITS_DISCOVERY, Duration.ofMillis(20)),
                    WatermarkStrategy.<Item>forMonotonousTimestamps().withIdleness(Duration.ofMillis(50)));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(List.copyOf(SEEN)).startsWith("10", "10", "10"));
            cancel(job);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("3 of the 4 readers of Numbers/rows have no split"))
                    .singleElement()
                    .asString()
                    .contains("table.exec.source.idle-timeout", "withIdleness");
        }
    }

    /** Counts rows in windows of ten seconds, of which each has ten. */
    private static JobClient windowed(VgiSourceBuilder source, WatermarkStrategy<Item> watermarks) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(4);
        env.fromSource(
                        source.records(Item.class),
                        watermarks.withTimestampAssigner(
                                (item, before) -> item.at().toEpochMilli()),
                        "numbers")
                .map(item -> 1L)
                .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
                .reduce(Long::sum)
                .map(count -> {
                    SEEN.add(count.toString());
                    return count;
                })
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync();
    }

    /** Each reader has its own share: one that is not back keeps nobody else's splits waiting. */
    @Test
    void taskThatFailed_readsOn_whileAnotherIsAway() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1)));
        env.setParallelism(2);
        env.fromSource(source(1, Long.MAX_VALUE).records(Item.class), WatermarkStrategy.noWatermarks(), "numbers")
                .map(new SecondTaskStaysAway())
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();

        await().atMost(Duration.ofMinutes(1)).until(() -> SEEN.contains("task 0, attempt 1"));

        assertThat(List.copyOf(SEEN)).contains("task 1, attempt 0").doesNotContain("task 1, attempt 1");
        SecondTaskStaysAway.HOME.countDown();
        await().atMost(Duration.ofMinutes(1)).until(() -> SEEN.contains("task 1, attempt 1"));
        cancel(job);
    }

    /**
     * Both tasks fail once, the second before the first, and the second does not start again before the test says so.
     */
    private static final class SecondTaskStaysAway extends RichMapFunction<Item, Long> {
        private static final CountDownLatch AWAY = new CountDownLatch(1);
        private static final CountDownLatch HOME = new CountDownLatch(1);

        private transient int task;
        private transient int attempt;

        @Override
        public void open(OpenContext context) throws InterruptedException {
            task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
            if (task == 1 && attempt == 1) {
                AWAY.countDown();
                HOME.await();
            }
        }

        @Override
        public Long map(Item item) {
            SEEN.add("task " + task + ", attempt " + attempt);
            if (attempt == 0 && (task == 1 || AWAY.getCount() == 0)) {
                throw new IllegalStateException("a failure that the test wants");
            }
            return item.id();
        }
    }
}
