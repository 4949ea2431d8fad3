package dev.vgi.client.http;

import static dev.vgi.client.http.ScriptedServer.answer;
import static dev.vgi.client.http.ScriptedServer.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Request;
import dev.vgi.server.http.Bodies;
import dev.vgi.server.http.Rows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies make of a worker that is away, busy or broken: a broken connection, whatever form it takes. */
class BrokenProxyTest {
    private static final CallOptions REPEATABLE = CallOptions.DEFAULT.withResend(Resend.ALWAYS);
    private static final byte[] PAGE = text("<html><body>Something about a gateway</body></html>");

    private final Memory memory = Memory.create();
    private ScriptedServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        memory.close();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ScriptedServer script(ScriptedServer.Step... steps) {
        server = new ScriptedServer(steps);
        return server;
    }

    private byte[] result(int size) {
        return Bodies.stream(memory.allocator(), Metadata.EMPTY, "result", new byte[size]);
    }

    private ScriptedServer.Step fine() {
        return answer(200, HttpHeaders.ARROW, result(1));
    }

    private void call(HttpTransport transport, CallOptions options) {
        try (Batch row = Rows.parameters(memory.allocator(), "a", 1L)) {
            transport
                    .call(new Request("p.P", "m", row, Metadata.EMPTY, Idempotency.UNKNOWN, options))
                    .close();
        }
    }

    private void call(CallOptions options) {
        try (HttpTransport transport =
                HttpTransport.builder(server.address(), memory).build()) {
            call(transport, options);
        }
    }

    private VgiException failure(CallOptions options) {
        return catchThrowableOfType(VgiException.class, () -> call(options));
    }

    /**
     * An answer whose HTTP framing is sound and whose content ends too early, as some proxies make of a lost worker.
     */
    private ScriptedServer.Step cutShort(String coding) {
        byte[] whole = result(200_000);
        byte[] coded = coding.equals("zstd") ? com.github.luben.zstd.Zstd.compress(whole) : whole;
        byte[] part = Arrays.copyOf(coded, coded.length / 2);
        return coding.isEmpty()
                ? answer(200, HttpHeaders.ARROW, part)
                : answer(200, HttpHeaders.ARROW, part, "Content-Encoding", coding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zstd"})
    void wellFramedAnswerThatIsCutShort_isAskedForAgainWhereItMayRunTwice(String coding) {
        script(cutShort(coding), fine());
        call(REPEATABLE);
        assertThat(server.posts.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zstd"})
    void wellFramedAnswerThatIsCutShort_isLostWhereItMayNot(String coding) {
        script(cutShort(coding), fine());
        VgiException error = failure(CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error).hasMessageContaining("or a proxy before it, ended the response too early");
        assertThat(server.posts.get()).isOne();
    }

    @Test
    void pageOfAnHttpsPort_isRepeated() {
        script(answer(
                400,
                "text/html",
                text("<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n"
                        + "<body><center><h1>400 Bad Request</h1></center><hr>nginx</body></html>")));
        assertThat(failure(CallOptions.DEFAULT))
                .hasMessageContaining("failed with status 400: 400 The plain HTTP request was sent to HTTPS port");
    }

    @Test
    void emptyAnswer_isOneThatWasCutShort() {
        script(answer(200, HttpHeaders.ARROW, new byte[0]), fine());
        call(REPEATABLE);
        assertThat(server.posts.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apache.arrow.stream\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"
            })
    void answerThatEndsInItsHead_isABrokenConnection(String head) {
        script(raw(head), fine());
        call(REPEATABLE);
        assertThat(server.posts.get()).isEqualTo(2);
        server.close();

        script(raw(head), fine());
        VgiException error = failure(CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error).hasMessageContaining("closed the connection").hasMessageNotContaining("another service");
        assertThat(server.posts.get()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 520, 521, 522, 523})
    void proxyThatLostTheWorker_isAskedAgainWhereTheCallMayRunTwice(int status) {
        script(answer(status, "text/html", PAGE), fine());
        call(REPEATABLE);
        assertThat(server.posts.get()).isEqualTo(2);
        server.close();

        script(answer(status, "text/html", PAGE, "Server", "lighttpd/1.4.69"), fine());
        VgiException error = failure(CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error)
                .hasMessageContaining("a proxy before " + server.address() + " (lighttpd/1.4.69) got no answer from the"
                        + " worker (" + status + ")");
        assertThat(server.posts.get()).isOne();
    }

    @Test
    void internalErrorOfTheWorkerItself_isNotSentAgain() {
        script(answer(500, "text/html", PAGE, HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT, "true"), fine());
        assertThat(failure(REPEATABLE).code()).isEqualTo(Code.UNKNOWN);
        assertThat(server.posts.get()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "504, nginx/1.22.1, proxy_read_timeout",
        "504, Apache/2.4.71 (Debian), ProxyTimeout",
        "504, awselb/2.0, idle_timeout.timeout_seconds",
        "504, envoy, timeout of the route",
        "504, SomethingElse, the proxy's time limit",
        "524, cloudflare, the proxy's time limit"
    })
    void proxyThatStoppedWaiting_isNotAskedAgain(int status, String product, String setting) {
        script(answer(status, "text/html", PAGE, "Server", product), fine());
        VgiException error = failure(REPEATABLE);
        assertThat(error.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(error.isRetryable()).isFalse();
        assertThat(error)
                .hasMessageContaining("(" + product + ") stopped waiting for the worker (" + status + ")")
                .hasMessageContaining("may still be at work")
                .hasMessageContaining(setting);
        assertThat(server.posts.get()).isOne();
    }

    @Test
    void haproxy_isKnownByItsPages() {
        script(
                answer(
                        504,
                        "text/html",
                        text(
                                "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n")));
        assertThat(failure(CallOptions.DEFAULT))
                .hasMessageContaining("(HAProxy)")
                .hasMessageContaining("timeout server");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx/1.22.1, client_max_body_size",
        "Apache, LimitRequestBody",
        "lighttpd/1.4.69, server.max-request-size",
        "Caddy, request_body max_size",
        "'', the proxy's limit on request bodies"
    })
    void proxyThatFindsARequestTooLarge_isNamedWithItsSetting(String product, String setting) {
        script(answer(413, "text/html", PAGE, "Server", product));
        VgiException error = failure(CallOptions.DEFAULT);
        assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error)
                .hasMessageContaining("a proxy before " + server.address())
                .hasMessageContaining(product)
                .hasMessageContaining(setting)
                .hasMessageNotContaining("max_request_bytes");
    }

    @Test
    void workerThatFindsARequestTooLarge_isNamedBehindAProxyAsWell() {
        script(answer(
                413,
                "text/html",
                PAGE,
                "Server",
                "nginx/1.22.1",
                HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT,
                "true"));
        assertThat(failure(CallOptions.DEFAULT))
                .hasMessageContaining("max_request_bytes")
                .hasMessageNotContaining("client_max_body_size");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 502, 503, 504})
    void probeThatTellsNothing_isAskedAgainByTheNextCall(int status) {
        script(fine(), answer(413, "text/html", PAGE));
        ScriptedServer.Step nothing = answer(status, "text/html", PAGE);
        server.probed(
                nothing, nothing, nothing, answer(204, "text/plain", new byte[0], HttpHeaders.MAX_REQUEST_BYTES, "10"));
        try (HttpTransport transport =
                HttpTransport.builder(server.address(), memory).build()) {
            while (server.probes.get() < 3) {
                call(transport, CallOptions.DEFAULT);
                server.posts.set(0);
            }
            assertThatThrownBy(() -> call(transport, CallOptions.DEFAULT))
                    .hasMessageContaining("the worker takes 10, ");
            assertThat(server.posts.get()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 404, 405, 501})
    void probeThatTellsSomething_isRemembered(int status) {
        script(fine()).probed(answer(status, "text/plain", new byte[0]));
        try (HttpTransport transport =
                HttpTransport.builder(server.address(), memory).build()) {
            call(transport, CallOptions.DEFAULT);
            call(transport, CallOptions.DEFAULT);
        }
        assertThat(server.probes.get()).isOne();
    }
}
