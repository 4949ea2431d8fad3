package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.http.HttpTransport;
import dev.vgi.http.Compression;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client against our server. */
class HttpServerTest {
    private final Memory memory = Memory.create();
    private final TestDispatcher dispatcher = new TestDispatcher();
    private final List<LogMessage> logs = new ArrayList<>();
    private HttpServer server;
    private HttpTransport transport;

    private void start(UnaryOperator<HttpServerConfig.Builder> options) {
        server = HttpServer.start(
                dispatcher, options.apply(HttpServerConfig.builder()).build());
        transport = HttpTransport.builder(server.address(), memory).build();
    }

    private void start() {
        start(options -> options);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
        dispatcher.close();
        memory.close();
        assertThat(dispatcher.closed.get()).isEqualTo(dispatcher.opened.get() + dispatcher.reopened.get());
    }

    private Request request(String method, Batch parameters, CallOptions options) {
        return new Request(
                TestDispatcher.PROTOCOL,
                method,
                parameters,
                Metadata.of("who", "test"),
                Idempotency.UNKNOWN,
                options.withLogs(logs::add));
    }

    private Batch call(String method, Object... parameters) {
        try (Batch row = Rows.parameters(memory.allocator(), parameters)) {
            return transport.call(request(method, row, CallOptions.DEFAULT));
        }
    }

    private Producing produce(String method, long count, int ahead) {
        try (Batch row = Rows.parameters(memory.allocator(), "count", count)) {
            HasHeader header = method.endsWith("header") ? HasHeader.YES : HasHeader.NO;
            return transport.produce(request(method, row, CallOptions.DEFAULT.withPrefetchBatches(ahead)), header);
        }
    }

    private Producing resume(String method, long count, Position position) {
        try (Batch row = Rows.parameters(memory.allocator(), "count", count)) {
            return transport.resume(request(method, row, CallOptions.DEFAULT), position);
        }
    }

    private Exchanging exchange(long count, Batch like) {
        try (Batch row = Rows.parameters(memory.allocator(), "count", count)) {
            return transport.exchange(request("double", row, CallOptions.DEFAULT), HasHeader.NO, like.schema());
        }
    }

    private static List<Object> drain(Producing stream) {
        var values = new ArrayList<Object>();
        while (true) {
            try (Batch batch = stream.next()) {
                if (batch == null) {
                    return values;
                }
                values.addAll(Rows.values(batch, "index"));
            }
        }
    }

    @Test
    void call_answers() {
        start();
        try (Batch result = call("echo", "data", new byte[] {1, 2, 3})) {
            assertThat((byte[]) Rows.values(result, "result").get(0)).containsExactly(1, 2, 3);
        }
        assertThat(logs).extracting(LogMessage::message).containsExactly("called");
        assertThat(dispatcher.callers.get(0).metadata().get("who")).isEqualTo("test");
    }

    @Test
    void call_thatReturnsNothing() {
        start();
        try (Batch result = call("nothing")) {
            assertThat(result.rowCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000, 9 << 20})
    void body_ofAnySize_arrivesWhole(int size) {
        start();
        byte[] data = new byte[size];
        new java.util.Random(size).nextBytes(data);
        try (Batch result = call("echo", "data", data)) {
            assertThat((byte[]) Rows.values(result, "result").get(0)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyCompression_goesBothWays(Compression compression) {
        start();
        byte[] data = new byte[3 << 20];
        new java.util.Random(1).nextBytes(data);
        java.util.Arrays.fill(data, 0, 1 << 20, (byte) 7);
        try (var coded = HttpTransport.builder(server.address(), memory)
                        .compression(compression)
                        .build();
                Batch row = Rows.parameters(memory.allocator(), "data", data);
                Batch result = coded.call(request("echo", row, CallOptions.DEFAULT))) {
            assertThat((byte[]) Rows.values(result, "result").get(0)).isEqualTo(data);
        }
    }

    @Test
    void methodError_isTheCallersToRead() {
        start();
        assertThatThrownBy(() -> call("fail")).isInstanceOfSatisfying(VgiException.class, error -> {
            assertThat(error.remoteType()).isEqualTo("IllegalStateException");
            assertThat(error.remoteMessage()).contains("as asked");
            assertThat(error.remoteTraceback()).contains("TestDispatcher");
        });
        assertThat(logs).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void producer_givesAllBatches_oneForEachTurn(int ahead) {
        start();
        try (Producing stream = produce("count", 5, ahead)) {
            assertThat(drain(stream)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
        assertThat(dispatcher.turns.get()).isEqualTo(6);
        assertThat(dispatcher.reopened.get()).isZero();
        assertThat(dispatcher.cancelled.get()).isZero();
        assertThat(logs).hasSize(6);
    }

    @Test
    void emptyProducer_takesOneRequest() {
        start();
        try (Producing stream = produce("count", 0, 2)) {
            assertThat(stream.next()).isNull();
        }
        assertThat(dispatcher.turns.get()).isOne();
    }

    @Test
    void header_comesFirst() {
        start();
        try (Producing stream = produce("count_with_header", 2, 2)) {
            assertThat(Rows.values(stream.header(), "count")).containsExactly(2L);
            assertThat(drain(stream)).containsExactly(0L, 1L);
        }
    }

    @Test
    void streamsThatAreNotKeptOpen_areOpenedAgainByTheirTokens() {
        start(options -> options.openStreams(0));
        try (Producing stream = produce("count", 3, 2)) {
            assertThat(drain(stream)).containsExactly(0L, 1L, 2L);
        }
        assertThat(dispatcher.reopened.get()).isEqualTo(3);
    }

    @Test
    void anotherProcessWithTheSameKey_goesOn() {
        byte[] key = new byte[32];
        start(options -> options.tokenKey(key));
        Position position;
        try (Producing stream = produce("count", 4, 2)) {
            stream.next().close();
            stream.next().close();
            position = stream.position();
        }
        transport.close();
        server.close();
        start(options -> options.tokenKey(key));
        try (Producing stream = resume("count", 4, position)) {
            assertThat(drain(stream)).containsExactly(2L, 3L);
        }
    }

    @Test
    void anotherProcessWithAnotherKey_refuses() {
        start();
        Position position;
        try (Producing stream = produce("count", 4, 2)) {
            stream.next().close();
            position = stream.position();
        }
        transport.close();
        server.close();
        start();
        assertThatThrownBy(() -> resume("count", 4, position)).isInstanceOfSatisfying(VgiException.class, error -> {
            assertThat(error.remoteMessage()).contains("State token signature verification failed");
            assertThat(error.kind()).isEqualTo(ErrorKind.STREAM_TOKEN_REFUSED);
        });
    }

    @Test
    void tokensOfOneMethod_openNoOther() {
        start();
        Position position;
        try (Producing stream = produce("count", 4, 2)) {
            stream.next().close();
            position = stream.position();
        }
        assertThatThrownBy(() -> resume("fail_at", 4, position)).hasMessageContaining("verification failed");
    }

    @Test
    void positions_areExactAtEveryBatch() {
        start();
        for (int taken = 0; taken <= 3; taken++) {
            Position position;
            var seen = new ArrayList<Object>();
            try (Producing stream = produce("count_with_header", 3, 2)) {
                for (int i = 0; i < taken; i++) {
                    try (Batch batch = stream.next()) {
                        seen.addAll(Rows.values(batch, "index"));
                    }
                }
                position = stream.position();
            }
            try (Producing stream = resume("count_with_header", 3, position)) {
                seen.addAll(drain(stream));
            }
            assertThat(seen).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void errorInTheMiddle_comesAfterTheBatchesBeforeIt() {
        start();
        try (Producing stream = produce("fail_at", 2, 2)) {
            stream.next().close();
            stream.next().close();
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.OUT_OF_RANGE));
            assertThatThrownBy(stream::next).isInstanceOf(VgiException.class);
        }
        assertThat(dispatcher.cancelled.get()).isZero();
    }

    @Test
    void errorOnOpening_failsTheOpening() {
        start();
        assertThatThrownBy(() -> produce("fail_to_open", 2, 2)).hasMessageContaining("as asked");
    }

    @Test
    void closingEarly_cancels() {
        start();
        try (Producing stream = produce("count", 5, 2)) {
            stream.next().close();
        }
        assertThat(dispatcher.cancelled.get()).isOne();
    }

    @Test
    void closingUnread_cancels() {
        start();
        produce("count", 5, 2).close();
        assertThat(dispatcher.cancelled.get()).isOne();
    }

    @Test
    void tick_reachesItsTurn() {
        start();
        try (Producing stream = produce("count", 3, 0)) {
            try (Batch first = stream.next()) {
                assertThat(first.metadata().get("who")).isEqualTo("test");
            }
            try (Batch second = stream.next(Metadata.of("k", "v"))) {
                assertThat(second.metadata()).isEqualTo(Metadata.of("k", "v"));
            }
        }
    }

    @Test
    void exchange_answersEachInput() {
        start();
        try (Batch input = Rows.column(memory.allocator(), "value", List.of(1.5, 2.0));
                Exchanging stream = exchange(100, input)) {
            for (int i = 1; i <= 3; i++) {
                try (Batch output = stream.exchange(input)) {
                    assertThat(Rows.values(output, "value")).containsExactly(3.0, 4.0);
                    assertThat(output.metadata()).isEqualTo(Metadata.of("turn", Integer.toString(i)));
                }
            }
        }
    }

    @Test
    void exchange_takesBatchesWithoutRows() {
        start();
        try (Batch like = Rows.column(memory.allocator(), "value", List.of(1.0));
                Batch empty = Batch.empty(like.schema(), memory.allocator());
                Exchanging stream = exchange(100, like);
                Batch output = stream.exchange(empty)) {
            assertThat(output.rowCount()).isZero();
        }
    }

    @Test
    void exchangeError_isReadable() {
        start();
        try (Batch input = Rows.column(memory.allocator(), "value", List.of(1.0));
                Exchanging stream = exchange(1, input)) {
            assertThatThrownBy(() -> stream.exchange(input)).hasMessageContaining("no further");
        }
    }

    @Test
    void exchangeWithAProducer_isAnError() {
        start();
        try (Batch like = Rows.column(memory.allocator(), "value", List.of(1.0));
                Batch row = Rows.parameters(memory.allocator(), "count", 3L)) {
            assertThatThrownBy(() ->
                            transport.exchange(request("count", row, CallOptions.DEFAULT), HasHeader.NO, like.schema()))
                    .hasMessageContaining("takes no input");
        }
    }

    @Test
    void answerOverTheLimit_isAnErrorWithoutCursor() {
        start(options -> options.maxResponseBytes(65_536));
        try (Producing stream = produce("count", 1, 0)) {
            assertThat(drain(stream)).hasSize(1);
        }
        assertThatThrownBy(() -> produce("blocks", 1, 0)).isInstanceOfSatisfying(VgiException.class, error -> {
            assertThat(error.remoteType()).isEqualTo("ResponseTooLargeError");
            assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(error.remoteMessage()).contains("max_response_bytes (", " > 65536)");
            assertThat(error.isRetryable()).isFalse();
        });
    }

    @Test
    void requestOverTheLimit_isRefusedBeforeItIsSent() {
        start(options -> options.maxRequestBytes(100_000));
        assertThatThrownBy(() -> call("echo", "data", new byte[200_000]))
                .isInstanceOfSatisfying(VgiException.class, error -> {
                    assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                    assertThat(error).hasMessageContaining("100000");
                });
    }

    @Test
    void manyStreamsOnFewConnections_allGoOn() {
        start();
        var streams = new ArrayList<Producing>();
        try {
            for (int i = 0; i < 20; i++) {
                streams.add(produce("blocks", 12, 2));
            }
            for (int turn = 0; turn < 12; turn++) {
                for (Producing stream : streams) {
                    try (Batch batch = stream.next()) {
                        assertThat(batch.rowCount()).isOne();
                    }
                }
            }
        } finally {
            streams.forEach(Producing::close);
        }
    }
}
