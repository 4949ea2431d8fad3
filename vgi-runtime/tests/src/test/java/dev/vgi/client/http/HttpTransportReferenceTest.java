package dev.vgi.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.http.Compression;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.server.http.Rows;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the published Python server. */
class HttpTransportReferenceTest {
    private static Peer worker;

    private final Memory memory = Memory.create();
    private final List<LogMessage> logs = new ArrayList<>();
    private HttpTransport transport;

    @BeforeAll
    static void start() {
        worker = PythonReference.require().start("-m", "vgi_rpc.conformance._cli", "--http", "0", "--describe");
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @BeforeEach
    void connect() {
        transport = HttpTransport.builder(worker.address(), memory).build();
    }

    @AfterEach
    void close() {
        transport.close();
        memory.close();
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withLogs(logs::add);
    }

    private Request request(String method, CallOptions options, Batch parameters) {
        return new Request(
                "ConformanceService",
                method,
                parameters,
                Metadata.of(Keys.PROTOCOL_VERSION, "2.0.0"),
                Idempotency.UNKNOWN,
                options);
    }

    private Batch parameters(Object... namesAndValues) {
        return Rows.parameters(memory.allocator(), namesAndValues);
    }

    private Batch call(String method, Object... namesAndValues) {
        try (Batch parameters = parameters(namesAndValues)) {
            return transport.call(request(method, options(), parameters));
        }
    }

    private Producing produce(String method, HasHeader header, CallOptions options, Object... namesAndValues) {
        try (Batch parameters = parameters(namesAndValues)) {
            return transport.produce(request(method, options, parameters), header);
        }
    }

    private Exchanging exchange(String method, HasHeader header, Batch like, Object... namesAndValues) {
        try (Batch parameters = parameters(namesAndValues)) {
            return transport.exchange(request(method, options(), parameters), header, like.schema());
        }
    }

    private static List<Object> drain(Producing stream, String column) {
        var values = new ArrayList<Object>();
        while (true) {
            try (Batch batch = stream.next()) {
                if (batch == null) {
                    return values;
                }
                values.addAll(Rows.values(batch, column));
            }
        }
    }

    @Test
    void call_answersWithOneRow() {
        try (Batch result = call("add_floats", "a", 1.5, "b", 2.0)) {
            assertThat(Rows.values(result, "result")).containsExactly(3.5);
        }
    }

    @Test
    void call_ofAMethodThatReturnsNothing_hasNoColumns() {
        try (Batch result = call("void_noop")) {
            assertThat(result.schema().getFields()).isEmpty();
        }
    }

    @Test
    void logLines_reachTheirReceiver() {
        call("echo_with_multi_logs", "value", "x").close();
        assertThat(logs).hasSizeGreaterThan(1);
    }

    @Test
    void methodError_keepsTypeMessageAndTraceback() {
        assertThatThrownBy(() -> call("raise_value_error", "message", "no good"))
                .isInstanceOfSatisfying(VgiException.class, error -> {
                    assertThat(error.remoteType()).isEqualTo("ValueError");
                    assertThat(error.remoteMessage()).contains("no good");
                    assertThat(error.remoteTraceback()).contains("Traceback");
                    assertThat(error.url()).isEqualTo(worker.address());
                    assertThat(error.requestId()).isNotEmpty();
                });
    }

    @Test
    void unknownMethod_isNamedByTheWorker() {
        assertThatThrownBy(() -> call("no_such_method"))
                .isInstanceOfSatisfying(
                        VgiException.class, error -> assertThat(error.kind()).isEqualTo("method_not_implemented"));
    }

    @Test
    void largeResult_arrivesWhole() {
        byte[] data = new byte[3 << 20];
        new java.util.Random(1).nextBytes(data);
        try (Batch result = call("echo_bytes", "data", data)) {
            assertThat((byte[]) Rows.values(result, "result").get(0)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void producer_givesAllBatches(int ahead) {
        CallOptions options = options().withPrefetchBatches(ahead);
        try (Producing stream = produce("produce_n", HasHeader.NO, options, "count", 7L)) {
            assertThat(stream.header()).isNull();
            assertThat(stream.schema().getFields()).extracting("name").containsExactly("index", "value");
            assertThat(drain(stream, "index")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(stream.next()).isNull();
            assertThat(stream.position()).isNull();
        }
    }

    @Test
    void emptyProducer_endsAtOnce() {
        try (Producing stream = produce("produce_empty", HasHeader.NO, options())) {
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void producerWithHeader_givesIt() {
        try (Producing stream = produce("produce_with_header", HasHeader.YES, options(), "count", 3L)) {
            assertThat(stream.header().schema().getFields()).extracting("name").contains("total_expected");
            assertThat(drain(stream, "index")).hasSize(3);
        }
    }

    @Test
    void headerThatNobodyExpected_isAnError() {
        assertThatThrownBy(() -> produce("produce_with_header", HasHeader.NO, options(), "count", 3L))
                .hasMessageContaining("header");
    }

    @Test
    void headerThatDoesNotCome_isAnError() {
        assertThatThrownBy(() -> produce("produce_n", HasHeader.YES, options(), "count", 3L))
                .hasMessageContaining("sent no header");
    }

    @Test
    void errorInTheMiddle_comesAfterTheBatchesBeforeIt() {
        try (Producing stream = produce("produce_error_mid_stream", HasHeader.NO, options(), "emit_before_error", 2L)) {
            stream.next().close();
            stream.next().close();
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.remoteType())
                            .isEqualTo("RuntimeError"));
        }
    }

    @Test
    void errorOnInit_failsTheOpening() {
        assertThatThrownBy(() -> produce("produce_error_on_init", HasHeader.NO, options()))
                .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.isRemote())
                        .isTrue());
    }

    @Test
    void position_goesOnExactlyBehindTheLastBatch() {
        Position position;
        var seen = new ArrayList<Object>();
        try (Producing stream = produce("produce_n", HasHeader.NO, options(), "count", 6L)) {
            for (int i = 0; i < 3; i++) {
                try (Batch batch = stream.next()) {
                    seen.addAll(Rows.values(batch, "index"));
                }
            }
            position = stream.position();
        }
        try (var other = HttpTransport.builder(worker.address(), memory).build();
                Batch parameters = parameters("count", 6L);
                Producing stream = other.resume(request("produce_n", options(), parameters), position)) {
            seen.addAll(drain(stream, "index"));
        }
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void positionBeforeTheFirstBatch_isTheStart() {
        Position position;
        try (Producing stream = produce("produce_with_header", HasHeader.YES, options(), "count", 2L)) {
            position = stream.position();
        }
        try (Batch parameters = parameters("count", 2L);
                Producing stream = transport.resume(request("produce_with_header", options(), parameters), position)) {
            assertThat(stream.header()).isNotNull();
            assertThat(drain(stream, "index")).containsExactly(0L, 1L);
        }
    }

    @Test
    void positionAfterTheLastBatch_hasNothingMore() {
        Position position;
        try (Producing stream = produce("produce_single", HasHeader.NO, options())) {
            stream.next().close();
            position = stream.position();
        }
        try (Batch parameters = parameters();
                Producing stream = transport.resume(request("produce_single", options(), parameters), position)) {
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void tickMetadata_reachesItsTurn() {
        CallOptions options = options().withPrefetchBatches(0);
        try (Producing stream = produce("produce_tick_metadata", HasHeader.NO, options, "count", 2L)) {
            assertThatThrownBy(() -> stream.next(Metadata.of("k", "early")))
                    .hasMessageContaining("belongs to the request");
            stream.next().close();
            try (Batch batch = stream.next(Metadata.of("vgi.conformance.tick", "second"))) {
                assertThat(Rows.values(batch, "seen")).containsExactly("second");
            }
        }
    }

    @Test
    void closingEarly_cancelsTheStream() {
        call("reset_cancel_probe").close();
        try (Producing stream = produce("cancellable_producer", HasHeader.NO, options())) {
            stream.next().close();
        }
        try (Batch counters = call("cancel_probe_counters")) {
            assertThat(Rows.values(counters, "result").toString()).endsWith("1]]");
        }
    }

    @Test
    void exchange_answersEachInput() {
        try (Batch input = Rows.column(memory.allocator(), "value", List.of(1.0, 2.5));
                Exchanging stream = exchange("exchange_scale", HasHeader.NO, input, "factor", 2.0)) {
            for (int i = 0; i < 3; i++) {
                try (Batch output = stream.exchange(input)) {
                    assertThat(Rows.values(output, "value")).containsExactly(2.0, 5.0);
                    assertThat(output.metadata().contains(Keys.STREAM_STATE)).isFalse();
                }
            }
        }
    }

    @Test
    void exchangeError_endsTheStream() {
        try (Batch input = Rows.column(memory.allocator(), "value", List.of(1.0));
                Exchanging stream = exchange("exchange_error_on_nth", HasHeader.NO, input, "fail_on", 2L)) {
            stream.exchange(input).close();
            assertThatThrownBy(() -> stream.exchange(input)).isInstanceOf(VgiException.class);
            assertThatThrownBy(() -> stream.exchange(input)).hasMessageContaining("over");
        }
    }

    @Test
    void cancel_tellsTheMethod() {
        call("reset_cancel_probe").close();
        try (Batch input = Rows.column(memory.allocator(), "value", List.of(1.0));
                Exchanging stream = exchange("cancellable_exchange", HasHeader.NO, input)) {
            stream.exchange(input).close();
            stream.cancel();
        }
        try (Batch counters = call("cancel_probe_counters")) {
            assertThat(Rows.values(counters, "result").toString()).endsWith("1]]");
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyCompression_isUnderstoodBothWays(Compression compression) {
        byte[] data = new byte[1 << 20];
        try (var coded = HttpTransport.builder(worker.address(), memory)
                        .compression(compression)
                        .build();
                Batch parameters = parameters("data", data);
                Batch result = coded.call(request("echo_bytes", options(), parameters))) {
            assertThat((byte[]) Rows.values(result, "result").get(0)).isEqualTo(data);
        }
    }

    @Test
    void answerOverTheLimit_isRefusedByTheWorker() {
        try (var small = HttpTransport.builder(worker.address(), memory)
                        .maxResponseBytes(65_536)
                        .build();
                Batch parameters = parameters("data", new byte[100_000])) {
            assertThatThrownBy(() -> small.call(request("echo_bytes", options(), parameters)))
                    .isInstanceOfSatisfying(VgiException.class, error -> {
                        assertThat(error.remoteType()).isEqualTo("ResponseTooLargeError");
                        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                    });
        }
    }

    @Test
    void wrongPrefix_isNamed() {
        try (var lost = HttpTransport.builder(worker.address() + "/elsewhere", memory)
                        .build();
                Batch parameters = parameters()) {
            assertThatThrownBy(() -> lost.call(request("void_noop", options(), parameters)))
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.NOT_FOUND))
                    .hasMessageContaining("/vgi");
        }
    }
}
