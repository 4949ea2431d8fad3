package dev.vgi.client.http;

import static dev.vgi.client.http.ScriptedServer.answer;
import static dev.vgi.client.http.ScriptedServer.closing;
import static dev.vgi.client.http.ScriptedServer.raw;
import static dev.vgi.client.http.ScriptedServer.silent;
import static dev.vgi.client.http.ScriptedServer.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.http.FrameCodec;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.GatheredBody;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Request;
import dev.vgi.server.http.Bodies;
import dev.vgi.server.http.Rows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that break, lie or are none: each is an error that says what was found, and nothing is left behind. */
class HostileServerTest {
    private final Memory memory = Memory.create();
    private ScriptedServer server;
    private Limits limits = Limits.HTTP;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        memory.close();
    }

    private void script(ScriptedServer.Step... steps) {
        server = new ScriptedServer(steps);
    }

    private HttpTransport.Builder transport() {
        return HttpTransport.builder(server.address(), memory).limits(limits);
    }

    private VgiException failure(CallOptions options) {
        return failure(transport(), options);
    }

    private VgiException failure(HttpTransport.Builder builder, CallOptions options) {
        try (HttpTransport transport = builder.build()) {
            call(transport, options).close();
        } catch (VgiException e) {
            assertThat(e.isRemote()).isFalse();
            assertThat(e.requestId()).isNotEmpty();
            return e;
        }
        throw new AssertionError("the call succeeded");
    }

    private VgiException failure() {
        return failure(CallOptions.DEFAULT);
    }

    private Batch call(HttpTransport transport, CallOptions options) {
        try (Batch row = Rows.parameters(memory.allocator(), "a", 1L)) {
            return transport.call(new Request("p.P", "m", row, Metadata.EMPTY, Idempotency.UNKNOWN, options));
        }
    }

    private Producing produce(HttpTransport transport, CallOptions options) {
        try (Batch row = Rows.parameters(memory.allocator(), "a", 1L)) {
            return transport.produce(
                    new Request("p.P", "m", row, Metadata.EMPTY, Idempotency.UNKNOWN, options), HasHeader.NO);
        }
    }

    /** A sound answer: one column, one row. */
    private byte[] result(int size) {
        return Bodies.stream(memory.allocator(), Metadata.EMPTY, "result", new byte[size]);
    }

    /** A producer's answer: a batch with a number, and a cursor unless it is empty. */
    private byte[] turn(long number, String cursor) {
        try (Batch batch = Rows.parameters(memory.allocator(), "index", number)) {
            GatheredBody body = GatheredBody.copying();
            new FrameCodec(Limits.HTTP).write(body, batch.schema(), stream -> {
                stream.write(batch);
                if (!cursor.isEmpty()) {
                    var tokens = new LinkedHashMap<String, String>();
                    tokens.put(Keys.STREAM_STATE, cursor);
                    tokens.put(Keys.CALL_STATE, "call");
                    stream.writeEmpty(Metadata.of(tokens));
                }
            });
            return Bodies.bytes(body);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void soundAnswer_isRead() {
        script(answer(200, HttpHeaders.ARROW + "; charset=utf-8", result(10)));
        try (HttpTransport transport = transport().build();
                Batch result = call(transport, CallOptions.DEFAULT)) {
            assertThat(result.rowCount()).isOne();
        }
        assertThat(server.heads.get(0))
                .startsWith("POST /p.P/m HTTP/1.1")
                .contains("Content-Type: " + HttpHeaders.ARROW + "\r\n")
                .contains(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES + ": 268435456\r\n")
                .contains("X-VGI-Accept-Encoding: identity\r\n");
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        VgiException error = failure(HttpTransport.builder("http://127.0.0.1:" + port, memory), CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error).hasMessageContaining("connection refused by http://127.0.0.1:" + port);
    }

    @Test
    void unknownHost() {
        VgiException error = failure(HttpTransport.builder("http://no-such-host.invalid", memory), CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error).hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void closesWithoutAnAnswer() {
        script(closing());
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error).hasMessageContaining("without an answer");
        assertThat(server.posts.get()).isOne();
    }

    @Test
    void bodyEndsTooEarly() {
        byte[] body = result(200_000);
        script(truncated(body, 100_000));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error).hasMessageContaining("broke off after");
    }

    @Test
    void streamEndsTooEarly() {
        byte[] body = result(200_000);
        script(answer(200, HttpHeaders.ARROW, Arrays.copyOf(body, 100_000)));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error).hasMessageContaining("ended in the middle");
    }

    @Test
    void emptyBody() {
        script(answer(200, HttpHeaders.ARROW, new byte[0]));
        assertThat(failure().code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void bodyGoesOnAfterItsEnd() {
        byte[] body = result(10);
        script(answer(200, HttpHeaders.ARROW, Arrays.copyOf(body, body.length + 8)));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void bodyIsNoArrow() {
        script(answer(200, HttpHeaders.ARROW, text("this is not Arrow at all, whatever the header says")));
        assertThat(failure().code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void headerIsCorrupt() {
        byte[] body = result(10);
        Arrays.fill(body, 8, 60, (byte) 0x5a);
        script(answer(200, HttpHeaders.ARROW, body));
        assertThat(failure().code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void lengthIsHostile() {
        byte[] body = result(10);
        ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 0x7ffffff0);
        script(answer(200, HttpHeaders.ARROW, body));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("metadataBytes");
    }

    @Test
    void batchIsOverTheLimit() {
        limits = Limits.HTTP.withMessageBytes(1_000);
        script(answer(200, HttpHeaders.ARROW, result(5_000)));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("messageBytes");
    }

    @Test
    void answerIsOverTheLimit() {
        script(answer(200, HttpHeaders.ARROW, result(100_000)));
        VgiException error = failure(transport().maxResponseBytes(65_536), CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("65536 bytes");
    }

    @Test
    void codedAnswerIsABomb() {
        byte[] bomb = com.github.luben.zstd.Zstd.compress(result(20 << 20));
        script(answer(200, HttpHeaders.ARROW, bomb, "Content-Encoding", "zstd"));
        VgiException error = failure(transport().maxResponseBytes(1 << 20), CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("over the limit of");
    }

    @ParameterizedTest
    @CsvSource({"zstd, Content-Encoding", "gzip, Content-Encoding", "zstd, X-VGI-Content-Encoding"})
    void codingIsBroken(String coding, String header) {
        script(answer(200, HttpHeaders.ARROW, result(100), header, coding));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error).hasMessageContaining(coding);
    }

    @Test
    void codedAnswerEndsTooEarly() {
        byte[] coded = com.github.luben.zstd.Zstd.compress(result(100_000));
        script(answer(200, HttpHeaders.ARROW, Arrays.copyOf(coded, coded.length - 5), "Content-Encoding", "zstd"));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error).hasMessageContaining("middle of a frame");
    }

    @Test
    void codingIsUnknown() {
        script(answer(200, HttpHeaders.ARROW, result(100), "Content-Encoding", "br"));
        assertThat(failure()).hasMessageContaining("coding 'br'");
    }

    @Test
    void batchDoesNotFit() {
        script(answer(200, HttpHeaders.ARROW, result(500_000)));
        VgiException error = failure(CallOptions.DEFAULT.withAllocatorBytes(100_000));
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("allocatorBytes");
    }

    @Test
    void silence() {
        script(silent());
        VgiException error = failure(CallOptions.DEFAULT.withSilence(Duration.ofMillis(300)));
        assertThat(error.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(error).hasMessageContaining("300 ms (option 'silence')").hasMessageContaining("VGI_HTTP_THREADS");
    }

    @Test
    void silenceInTheMiddle() {
        byte[] body = result(100_000);
        byte[] whole = ScriptedServer.response(200, HttpHeaders.ARROW, body, body.length);
        script(out -> {
            out.write(whole, 0, 50_000);
            out.flush();
            silent().answer(out);
        });
        VgiException error = failure(CallOptions.DEFAULT.withSilence(Duration.ofMillis(300)));
        assertThat(error.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aPageInsteadOfAnAnswer() {
        script(answer(200, "text/html", text("<html>Sign in</html>")));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("'text/html'").hasMessageContaining("another service");
    }

    @Test
    void aServiceThatDoesNotSpeakHttp() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> {
                try {
                    while (true) {
                        try (var socket = listener.accept()) {
                            socket.getOutputStream().write(text("220 mail ready\r\n"));
                            socket.getInputStream().read(new byte[1000]);
                        }
                    }
                } catch (IOException e) {
                    // Closed.
                }
            });
            thread.setDaemon(true);
            thread.start();
            VgiException error = failure(
                    HttpTransport.builder("http://127.0.0.1:" + listener.getLocalPort(), memory), CallOptions.DEFAULT);
            assertThat(error.code()).isIn(Code.FAILED_PRECONDITION, Code.UNAVAILABLE);
        }
    }

    @Test
    void answerIsNoHttp() {
        script(raw("HTTP/9.9 banana\r\n\r\n"));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("does not answer in HTTP");
    }

    @ParameterizedTest
    @CsvSource({
        "301, FAILED_PRECONDITION, redirects to 'http://elsewhere/'",
        "400, INVALID_ARGUMENT, status 400: Bad thing: broken",
        "403, PERMISSION_DENIED, forbids",
        "404, NOT_FOUND, /vgi",
        "413, RESOURCE_EXHAUSTED, max_request_bytes",
        "415, FAILED_PRECONDITION, coding",
        "429, RESOURCE_EXHAUSTED, cannot answer now",
        "500, UNKNOWN, status 500",
        "502, UNAVAILABLE, cannot answer now",
        "503, UNAVAILABLE, cannot answer now"
    })
    void statusWithoutAnRpcBody(int status, Code code, String message) {
        script(answer(
                status,
                "application/json",
                text("{\"title\":\"Bad thing\",\"description\":\"broken\"}"),
                "Location",
                "http://elsewhere/",
                "Retry-After",
                "1"));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error).hasMessageContaining(message).hasMessageContaining(server.address());
        assertThat(error.retryDelay()).isEqualTo(status == 429 || status > 500 ? Duration.ofSeconds(1) : null);
    }

    @Test
    void olderGeneration_isCalledByItsOwnPathsOnceItIsKnown() {
        ScriptedServer.Step nowhere = answer(404, "text/html", text("<html>404</html>"));
        ScriptedServer.Step answer = answer(200, HttpHeaders.ARROW, result(1));
        script(nowhere, answer(415, HttpHeaders.ARROW, result(1)), answer, answer);
        try (HttpTransport transport = transport().build()) {
            call(transport, CallOptions.DEFAULT).close();
            call(transport, CallOptions.DEFAULT).close();
        }
        assertThat(server.heads.get(0)).startsWith("POST /p.P/m HTTP/1.1\r\n");
        assertThat(server.heads.get(1)).startsWith("POST /m HTTP/1.1\r\n").contains("Content-Type: text/plain\r\n");
        assertThat(server.heads.get(2)).startsWith("POST /m HTTP/1.1\r\n").contains(HttpHeaders.ARROW);
        assertThat(server.heads.get(3)).startsWith("POST /m HTTP/1.1\r\n").contains(HttpHeaders.ARROW);
    }

    @Test
    void pathThatNoWorkerHas_isNotTakenForAnOlderOne() {
        ScriptedServer.Step nowhere = answer(404, "text/html", text("<html>404</html>"));
        script(nowhere, nowhere);
        assertThat(failure().code()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void callerIsNotAccepted() {
        script(answer(
                401,
                "application/json",
                text("{\"error\":\"unauthorized\",\"reason\":\"expired_credential\",\"detail\":\"d\","
                        + "\"proxy_hint\":\"ask the proxy\"}")));
        VgiException error = failure();
        assertThat(error.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(error.kind()).isEqualTo("expired_credential");
        assertThat(error)
                .hasMessageContaining("expired_credential (d). Set option 'bearerToken'")
                .hasMessageContaining("ask the proxy");
    }

    @Test
    void callerIsNotAcceptedByAPage() {
        script(answer(401, "text/html", text("<html>who are you</html>")));
        VgiException error = failure(transport().bearerToken(() -> "secret"), CallOptions.DEFAULT);
        assertThat(error.kind()).isEqualTo("unauthorized");
        assertThat(error)
                .hasMessageContaining("Is the token of option 'bearerToken' still valid")
                .hasMessageNotContaining("secret");
        assertThat(server.heads.get(0)).contains("Authorization: Bearer secret\r\n");
    }

    @Test
    void arrowErrorStatus_carriesTheWorkersError() {
        byte[] fine = result(1);
        script(answer(400, HttpHeaders.ARROW, fine));
        assertThat(failure()).hasMessageContaining("status 400 but without an error");
    }

    @ParameterizedTest
    @EnumSource(Resend.class)
    void requestWithoutAnAnswer_isSentAgainOnlyWhereAllowed(Resend resend) {
        script(closing(), closing(), answer(200, HttpHeaders.ARROW, result(1)));
        CallOptions options = CallOptions.DEFAULT.withResend(resend);
        if (resend == Resend.ALWAYS) {
            try (HttpTransport transport = transport().build()) {
                call(transport, options).close();
            }
            assertThat(server.posts.get()).isEqualTo(3);
        } else {
            failure(options);
            assertThat(server.posts.get()).isOne();
        }
    }

    @Test
    void sendingAgain_hasAnEnd() {
        script(closing());
        failure(CallOptions.DEFAULT.withResend(Resend.ALWAYS));
        assertThat(server.posts.get()).isEqualTo(HttpCall.ATTEMPTS);
    }

    @Test
    void passingStatus_isTriedAgainOnlyWhereAllowed() {
        script(answer(503, "text/plain", text("later")), answer(200, HttpHeaders.ARROW, result(1)));
        try (HttpTransport transport = transport().build()) {
            assertThatThrownBy(() -> call(transport, CallOptions.DEFAULT)).isInstanceOf(VgiException.class);
            server.posts.set(0);
            call(transport, CallOptions.DEFAULT.withResend(Resend.ALWAYS)).close();
        }
    }

    @Test
    void producerAnswerThatBreaksOff_failsTheStreamWhereItMayNotRunTwice() {
        byte[] second = turn(2, "c2");
        script(answer(200, HttpHeaders.ARROW, turn(1, "c1")), truncated(second, second.length - 20));
        try (HttpTransport transport = transport().build();
                Producing stream = produce(transport, CallOptions.DEFAULT)) {
            stream.next().close();
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.DATA_LOSS));
            assertThat(stream.position().cursor()).isEqualTo("c1");
            assertThat(stream.position().batchesToSkip()).isZero();
        }
    }

    @Test
    void producerAnswerThatBreaksOff_isAskedForAgainWhereItMay() {
        byte[] second = turn(2, "c2");
        script(
                answer(200, HttpHeaders.ARROW, turn(1, "c1")),
                truncated(second, 100),
                truncated(second, second.length - 20),
                answer(200, HttpHeaders.ARROW, second),
                answer(200, HttpHeaders.ARROW, turn(3, "")));
        try (HttpTransport transport = transport().build();
                Producing stream = produce(transport, CallOptions.DEFAULT.withResend(Resend.ALWAYS))) {
            for (long expected = 1; expected <= 3; expected++) {
                try (Batch batch = stream.next()) {
                    assertThat(Rows.values(batch, "index")).containsExactly(expected);
                }
            }
            assertThat(stream.next()).isNull();
        }
        assertThat(server.posts.get()).isEqualTo(5);
    }

    @Test
    void answersWithSeveralBatches_areAcceptedFromOlderWorkers() {
        byte[] answer;
        try (Batch batch = Rows.parameters(memory.allocator(), "index", 7L)) {
            GatheredBody body = GatheredBody.copying();
            new FrameCodec(Limits.HTTP).write(body, batch.schema(), stream -> {
                for (int i = 0; i < 5; i++) {
                    stream.write(batch);
                }
            });
            answer = Bodies.bytes(body);
        }
        script(answer(200, HttpHeaders.ARROW, answer));
        try (HttpTransport transport = transport().build();
                Producing stream = produce(transport, CallOptions.DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                assertThat(stream.position().batchesToSkip()).isEqualTo(i);
                stream.next().close();
            }
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void oneConnection_isEnoughForManyStreams() {
        script(answer(200, HttpHeaders.ARROW, turn(1, "c")));
        try (HttpTransport transport = transport()
                        .connections(ConnectionConfig.DEFAULT.withMaxConnections(1))
                        .build();
                Producing first = produce(transport, CallOptions.DEFAULT);
                Producing second = produce(transport, CallOptions.DEFAULT)) {
            for (int i = 0; i < 3; i++) {
                first.next().close();
                second.next().close();
            }
        }
    }
}
