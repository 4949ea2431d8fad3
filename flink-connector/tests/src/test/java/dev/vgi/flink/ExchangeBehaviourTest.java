package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an exchange on a stream does when its worker is odd, slow, or fails, and what its user gets wrong. */
@Timeout(120)
class ExchangeBehaviourTest {
    /** More rows than a failing job emits: Flink may hide why it failed where its source has just come to its end. */
    private static final long MANY = 10_000_000;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    private final OddService.Worker worker = new OddService.Worker();
    private Server server;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(OddService.class, worker)
                .reflection(true)
                .unix(folder.resolve("odd.sock"))
                .http(0)
                .start();
    }

    @AfterEach
    void stop() {
        worker.hurry.countDown();
        await().untilAsserted(server::close);
    }

    private String url(String scheme) {
        return server.addresses().stream()
                .filter(address -> address.startsWith(scheme))
                .findFirst()
                .orElseThrow();
    }

    private static StreamExecutionEnvironment environment(Configuration configuration) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        return env;
    }

    private static StreamExecutionEnvironment failingFast() {
        return environment(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
    }

    private static DataStream<Row> ids(StreamExecutionEnvironment env, long count) {
        return env.fromSequence(0, count - 1).map(Row::of).returns(Types.ROW_NAMED(new String[] {"id"}, Types.LONG));
    }

    private VgiExchange<Row> exchange(DataStream<Row> rows, String method) {
        return VgiExchange.on(rows).url(url("unix")).method("Odd/" + method);
    }

    private static List<List<Long>> collect(DataStream<Row> rows) throws Exception {
        List<List<Long>> all = new ArrayList<>();
        try (CloseableIterator<Row> iterator = rows.executeAndCollect()) {
            iterator.forEachRemaining(row -> {
                List<Long> values = new ArrayList<>();
                for (int i = 0; i < row.getArity(); i++) {
                    values.add((Long) row.getField(i));
                }
                all.add(values);
            });
        }
        return all;
    }

    private static List<List<Long>> doubled(long count) {
        return LongStream.range(0, count).mapToObj(id -> List.of(id, 2 * id)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "http"})
    void rows_areAnsweredInOrder_andTheStreamSharesItsCalls(String scheme) throws Exception {
        DataStream<Row> rows = exchange(ids(failingFast(), 5_000), "twice")
                .url(url(scheme))
                .batchRows(500)
                .apply();
        assertThat(collect(rows)).isEqualTo(doubled(5_000));
        assertThat(worker.rows).hasValue(5_000);
        assertThat(worker.calls).hasValueLessThan(500);
    }

    @Test
    void rowData_comesOutAsRowData_behindWhatIsKept() throws Exception {
        RowType type = RowType.of(
                new org.apache.flink.table.types.logical.LogicalType[] {new BigIntType(), new BigIntType()},
                new String[] {"other", "id"});
        DataStream<RowData> rows = failingFast()
                .fromSequence(0, 99)
                .map(id -> (RowData) GenericRowData.of(-id, id))
                .returns(InternalTypeInfo.of(type));
        DataStream<RowData> enriched = VgiExchange.on(rows)
                .url(url("unix"))
                .method("twice")
                .inputColumns("id")
                .keep("id")
                .outputPrefix("vgi_")
                .apply();
        assertThat(((InternalTypeInfo<RowData>) enriched.getType()).toRowFieldNames())
                .containsExactly("id", "vgi_twice");
        List<List<Long>> found = new ArrayList<>();
        try (CloseableIterator<RowData> iterator = enriched.executeAndCollect()) {
            iterator.forEachRemaining(row -> found.add(List.of(row.getLong(0), row.getLong(1))));
        }
        assertThat(found).isEqualTo(doubled(100));
    }

    @Test
    void unordered_losesAndDoublesNothing() throws Exception {
        DataStream<Row> rows = exchange(ids(failingFast(), 3_000), "twice")
                .batchRows(100)
                .maxInflight(4)
                .unordered()
                .apply();
        assertThat(collect(rows)).containsExactlyInAnyOrderElementsOf(doubled(3_000));
    }

    /**
     * The worker's latency would be waited for by each row, or the linger by each call, if batches were not sent early.
     */
    @Test
    void capacityOfTen_isUsedUp_ratherThanWaitedFor() throws Exception {
        DataStream<Row> rows = exchange(ids(failingFast(), 2_000), "twice")
                .capacity(10)
                .option("exchange.linger", "1 h")
                .apply();
        assertThat(collect(rows)).isEqualTo(doubled(2_000));
        assertThat(worker.calls).hasValueBetween(200, 1_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix,http"})
    void streamOverHttp_isOpenedAnew_beforeItsTokensDie(String schemes) throws Exception {
        worker.latencyMillis = 2;
        DataStream<Row> rows = exchange(ids(failingFast(), 2_000), "twice")
                .url(Stream.of(schemes.split(",")).map(this::url).collect(Collectors.joining(",")))
                .batchRows(50)
                .option("exchange.stream.max-age", "1 ms")
                .apply();
        assertThat(collect(rows)).isEqualTo(doubled(2_000));
        assertThat(worker.streams).hasValueGreaterThan(10);
    }

    @Test
    void fewerAnswersThanRows_failTheJob_andNameTheWayOut() {
        DataStream<Row> rows = exchange(ids(failingFast(), MANY), "fewer").apply();
        assertThatThrownBy(() -> collect(rows))
                .hasStackTraceContaining("Odd/fewer answered")
                .hasStackTraceContaining("expected one for each")
                .hasStackTraceContaining("exchange.correlation");
    }

    @Test
    void correlation_allowsNoneAndSeveralAnswers() throws Exception {
        DataStream<Row> rows = exchange(ids(failingFast(), 100), "multiples")
                .arg("times", "3")
                .option("exchange.correlation", "row")
                .apply();
        List<List<Long>> expected = LongStream.range(0, 50)
                .boxed()
                .flatMap(half -> LongStream.rangeClosed(1, 3).mapToObj(i -> List.of(2 * half, i * 2 * half)))
                .toList();
        assertThat(collect(rows)).isEqualTo(expected);
    }

    @Test
    void rowNumbersThatNobodySent_failTheJob() {
        DataStream<Row> rows = exchange(ids(failingFast(), MANY), "wrong_numbers")
                .option("exchange.correlation", "row")
                .apply();
        assertThatThrownBy(() -> collect(rows))
                .hasStackTraceContaining("sent the row number")
                .hasStackTraceContaining("exchange.correlation");
    }

    @Test
    void correlationThatTheWorkerDoesNotTake_isRefusedInWords() {
        assertThatThrownBy(() -> exchange(ids(failingFast(), 10), "twice")
                        .option("exchange.correlation", "row")
                        .apply())
                .hasMessageContaining("[id, row]");
    }

    @Test
    void errorOfTheMethod_failsTheJob_inTheWorkersWords() {
        DataStream<Row> rows =
                exchange(ids(failingFast(), MANY), "failing_at").arg("id", "50").apply();
        assertThatThrownBy(() -> collect(rows)).hasStackTraceContaining("no answer for 50");
    }

    @Test
    void errorOfTheMethod_withCheckpoints_losesAndDoublesNothing() throws Exception {
        worker.latencyMillis = 1;
        DataStream<Row> rows = exchange(ids(restarting(), 20_000), "failing_at")
                .arg("id", "15000")
                .batchRows(100)
                .apply();
        assertThat(collect(rows)).isEqualTo(doubled(20_000));
        assertThat(worker.failures).hasValueGreaterThan(0);
    }

    @Test
    void failureBehindTheExchange_afterACheckpoint_sendsWaitingRowsAgain_andLosesAndDoublesNothing() throws Exception {
        worker.latencyMillis = 1;
        FailsOnce.FAILED.set(false);
        DataStream<Row> rows = exchange(ids(restarting(), 30_000), "twice")
                .batchRows(50)
                .capacity(2_000)
                .apply()
                .map(new FailsOnce())
                .returns(Types.ROW(Types.LONG, Types.LONG));
        assertThat(collect(rows)).isEqualTo(doubled(30_000));
        assertThat(FailsOnce.FAILED).isTrue();
        assertThat(worker.rows).hasValueGreaterThan(30_000);
    }

    private static StreamExecutionEnvironment restarting() {
        StreamExecutionEnvironment env = environment(new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10)));
        env.enableCheckpointing(20);
        return env;
    }

    /** Fails at the first row after the first checkpoint. */
    private static final class FailsOnce extends RichMapFunction<Row, Row> implements CheckpointListener {
        static final AtomicBoolean FAILED = new AtomicBoolean();

        private boolean checkpointed;

        @Override
        public Row map(Row row) {
            if (checkpointed && !FAILED.getAndSet(true)) {
                throw new IllegalStateException("made to fail");
            }
            return row;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpointed = true;
        }
    }

    @Test
    void silentWorker_failsTheJob_withinTheTimeout() {
        worker.latencyMillis = 60_000;
        DataStream<Row> rows = exchange(ids(failingFast(), MANY), "twice")
                .option("exchange.timeout", "300 ms")
                .apply();
        assertThatThrownBy(() -> collect(rows))
                .hasStackTraceContaining("Odd/twice has not answered")
                .hasStackTraceContaining("exchange.timeout");
    }

    @Test
    void errorsOfTheClient_nameTheOptionsOfTheExchange() {
        worker.latencyMillis = 100_000;
        assertThatThrownBy(() -> collect(exchange(ids(failingFast(), 1), "twice")
                        .option("silence.timeout", "300 ms")
                        .apply()))
                .hasStackTraceContaining("(option 'silence.timeout')")
                .hasStackTraceContaining("lower option 'connection.max-count'");
    }

    @Test
    void columnThatTheMethodDoesNotDeclare_isRefusedInWords() {
        DataStream<Row> rows = failingFast()
                .fromSequence(0, 9)
                .map(id -> Row.of(id, id))
                .returns(Types.ROW_NAMED(new String[] {"id", "other"}, Types.LONG, Types.LONG));
        assertThatThrownBy(() -> exchange(rows, "twice").apply())
                .hasMessageContaining("[id, other]")
                .hasMessageContaining("exchange.input-columns");
        assertThatThrownBy(() -> exchange(rows, "twice").inputColumns("idd").apply())
                .hasMessageContaining("'idd'")
                .hasMessageContaining("[id, other]");
        assertThatThrownBy(() -> exchange(rows, "twice")
                        .inputColumns("id")
                        .keep("id")
                        .option("exchange.keep", "id,nothing")
                        .apply())
                .hasMessageContaining("exchange.keep")
                .hasMessageContaining("'nothing'");
    }

    @Test
    void typeThatTheMethodDoesNotTake_isRefused() {
        DataStream<Row> rows = failingFast()
                .fromSequence(0, MANY)
                .map(id -> Row.of("row " + id))
                .returns(Types.ROW_NAMED(new String[] {"id"}, Types.STRING));
        assertThatThrownBy(() -> collect(exchange(rows, "twice").apply()))
                .hasStackTraceContaining("[id]")
                .hasStackTraceContaining("exchange.input-columns");
        assertThatThrownBy(() -> exchange(rows, "twice")
                        .option("exchange.input-schema", "id BIGINT")
                        .apply())
                .hasMessageContaining("column 'id' is STRING in Flink")
                .hasMessageContaining("BIGINT");
    }

    @Test
    void valueThatTheMethodCannotTake_isNamed_withItsColumnAndRow() {
        DataStream<Row> rows = failingFast()
                .fromSequence(0, MANY)
                .map(id -> Row.of(id == 5 ? 3_000_000_000L : id))
                .returns(Types.ROW_NAMED(new String[] {"id"}, Types.LONG));
        assertThatThrownBy(() -> collect(exchange(rows, "narrow").apply()))
                .hasStackTraceContaining("+I[3000000000]")
                .hasStackTraceContaining("Odd/narrow cannot take a value that it was sent in a batch of")
                .hasStackTraceContaining("column 'id' of row")
                .hasStackTraceContaining("found 3000000000, expected ");
    }

    @Test
    void nullForNotNull_namesTheColumn() {
        DataStream<Row> rows = failingFast()
                .fromSequence(0, MANY)
                .map(id -> Row.of(id == 5 ? null : id))
                .returns(Types.ROW_NAMED(new String[] {"id"}, Types.LONG));
        DataStream<Row> enriched = exchange(rows, "twice")
                .option("exchange.input-schema", "id BIGINT NOT NULL")
                .apply();
        assertThatThrownBy(() -> collect(enriched))
                .hasStackTraceContaining("column 'id'")
                .hasStackTraceContaining("found null");
    }

    @Test
    void nameOfAKeptColumn_isNoNameForTheAnswer() {
        DataStream<Row> rows = failingFast()
                .fromSequence(0, 9)
                .map(id -> Row.of(id, id))
                .returns(Types.ROW_NAMED(new String[] {"id", "twice"}, Types.LONG, Types.LONG));
        assertThatThrownBy(() -> exchange(rows, "twice").inputColumns("id").apply())
                .hasMessageContaining("'twice'")
                .hasMessageContaining("exchange.output-prefix");
    }

    @Test
    void optionsThatAreNone_orOutOfBounds_areNamed() {
        DataStream<Row> rows = ids(failingFast(), 10);
        assertThatThrownBy(() ->
                        exchange(rows, "twice").option("exchange.lingre", "1 s").apply())
                .hasMessageContaining("'exchange.lingre'")
                .hasMessageContaining("exchange.linger");
        assertThatThrownBy(() ->
                        exchange(rows, "twice").option("scan.token.ttl", "1 s").apply())
                .hasMessageContaining("'scan.token.ttl'");
        assertThatThrownBy(() -> exchange(rows, "twice").batchRows(0).apply())
                .hasMessageContaining("exchange.batch.max-rows")
                .hasMessageContaining("'0'");
        assertThatThrownBy(() ->
                        exchange(rows, "twice").outputSchema("twice NUMBER").apply())
                .hasMessageContaining("exchange.output-schema")
                .hasMessageContaining("twice NUMBER");
        assertThatThrownBy(
                        () -> VgiExchange.on(failingFast().fromSequence(0, 9)).apply())
                .hasMessageContaining("Row with named columns");
    }

    @Test
    void otherColumnsThanDeclared_failTheJob() {
        DataStream<Row> rows = exchange(ids(failingFast(), MANY), "twice")
                .outputSchema("twice STRING")
                .apply();
        assertThatThrownBy(() -> collect(rows))
                .hasStackTraceContaining("column 'twice' is BIGINT")
                .hasStackTraceContaining("declared STRING");
    }
}
