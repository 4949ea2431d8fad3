package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.vgi.ErrorKind;
import dev.vgi.arrow.Metadata;
import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.auth.Authenticator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers to any client: paths, statuses, headers and forms (specification, sections 10 and 13). */
class HttpContractTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SUPPORT = HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT;

    private static TestDispatcher dispatcher;
    private static HttpServer server;
    private static HttpServer guarded;

    @BeforeAll
    static void start() {
        dispatcher = new TestDispatcher();
        server = HttpServer.start(
                dispatcher,
                HttpServerConfig.builder()
                        .prefix("/vgi")
                        .maxRequestBytes(100_000)
                        .build());
        guarded = HttpServer.start(
                dispatcher,
                HttpServerConfig.builder()
                        .authenticator(Authenticator.bearerTokens(Map.of("right", new Principal("bearer", "ann"))))
                        .build());
    }

    @AfterAll
    static void stop() {
        guarded.close();
        server.close();
        dispatcher.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).header("Content-Type", HttpHeaders.ARROW);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(response.headers().allValues(SUPPORT)).containsExactly("true");
            assertThat(response.headers().firstValue("X-Request-ID")).isPresent();
            return response;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = to(path).POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private static byte[] echo(int size) {
        return Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[size]);
    }

    private static byte[] count(long count) {
        return Bodies.request(dispatcher.memory.allocator(), "count", "count", count);
    }

    private static List<Metadata> metadata(HttpResponse<byte[]> response) {
        assertThat(type(response)).isEqualTo(HttpHeaders.ARROW);
        return Bodies.metadata(response.body(), dispatcher.memory.allocator());
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static void assertError(HttpResponse<byte[]> response, int status, String kind) {
        assertThat(response.statusCode()).isEqualTo(status);
        List<Metadata> batches = metadata(response);
        Metadata error = batches.get(batches.size() - 1);
        assertThat(error.get(Keys.LOG_LEVEL)).isEqualTo("EXCEPTION");
        assertThat(error.getOrDefault(Keys.ERROR_KIND, "")).isEqualTo(kind);
    }

    @Test
    void unaryCall_isAnsweredWithItsLengthKnown() {
        var response = post("/test.Service/echo", echo(10));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue(HttpHeaders.RPC_ERROR)).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(response.body().length);
        assertThat(metadata(response)).hasSize(2);
    }

    @Test
    void methodError_isA200WithAFlag() {
        var response = post("/test.Service/fail", Bodies.request(dispatcher.memory.allocator(), "fail"));
        assertError(response, 200, "");
        assertThat(response.headers().firstValue(HttpHeaders.RPC_ERROR)).hasValue("true");
    }

    @ParameterizedTest
    @CsvSource({
        "/test.Service/nope, method_not_implemented",
        "/other.Service/echo, protocol_not_supported",
        "/test%2EService/echo, protocol_not_supported",
        "/9/echo, protocol_not_supported",
        "/__upload_url__/init, protocol_not_supported",
        "/__describe__, method_not_implemented",
        "/__transport_options__, method_not_implemented"
    })
    void routeThatLeadsNowhere_isA404InArrow(String path, String kind) {
        assertError(post(path, echo(1)), 404, kind);
        assertError(post(path, echo(1), "Content-Type", "text/plain"), 404, kind);
    }

    /** So clients of the older generation do. */
    @Test
    void postToAMethodWithoutItsProtocol_isToldTheFormOfPaths_inArrow() {
        assertError(post("/echo", echo(1)), 404, "protocol_not_supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b/c", "/a/b/init/d", "/a//b", "/.well-known/x/y/z", ""})
    void pathThatIsNone_isA404Page(String path) {
        var response = post(path, echo(1));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(type(response)).startsWith("text/html");
    }

    @ParameterizedTest
    @CsvSource({"/test.Service/echo, 405", "/test.Service/nope, 405", "/other/echo, 404", "/.well-known/thing, 404"})
    void get_isRefused(String path, int status) {
        assertThat(send(to(path).GET()).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void health_tellsTheCapabilities(String method) {
        var response = send(to("/health").method(method, BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue(HttpHeaders.MAX_REQUEST_BYTES)).hasValue("100000");
        assertThat(response.headers().firstValue(HttpHeaders.SUPPORTED_ENCODINGS))
                .hasValue("zstd, gzip");
        assertThat(response.headers().firstValue(HttpHeaders.EXTERNALIZATION_ENABLED))
                .hasValue("false");
        assertThat(text(response))
                .isEqualTo(
                        method.equals("GET")
                                ? "{\"status\":\"ok\",\"server_id\":\"0123456789ab\",\"protocol\":\"test.Service\"}"
                                : "");
    }

    @Test
    void requestId_comesBack() {
        assertThat(post("/test.Service/echo", echo(1), "X-Request-ID", "abc-1")
                        .headers()
                        .firstValue("X-Request-ID"))
                .hasValue("abc-1");
        assertThat(post("/nowhere", echo(1), "X-Request-ID", "a b")
                        .headers()
                        .firstValue("X-Request-ID")
                        .orElseThrow())
                .matches("[0-9a-f]{16}");
    }

    @Test
    void otherContentType_isA415InArrow() {
        assertError(post("/test.Service/echo", echo(1), "Content-Type", "text/plain"), 415, "");
    }

    @Test
    void unknownCoding_isA415InJson() {
        var response = post("/test.Service/echo", echo(1), "Content-Encoding", "br");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(type(response)).isEqualTo(HttpHeaders.JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip"})
    void brokenCoding_isA400InJson(String coding) {
        var response = post("/test.Service/echo", echo(1), "Content-Encoding", coding);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).contains("Decompression Error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip"})
    void codedRequest_isDecoded(String coding) throws IOException {
        byte[] coded = coded(coding, echo(50_000));
        assertThat(post("/test.Service/echo", coded, "Content-Encoding", coding).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zstd", "gzip"})
    void bodyOverTheLimit_codedOrDecoded_isA413InJson(String coding) throws IOException {
        byte[] body = echo(200_000);
        var response = coding.isEmpty()
                ? post("/test.Service/echo", body)
                : post("/test.Service/echo", coded(coding, body), "Content-Encoding", coding);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(type(response)).isEqualTo(HttpHeaders.JSON);
        assertThat(text(response)).contains("100000");
        assertThat(post("/test.Service/echo", echo(1)).statusCode()).isEqualTo(200);
    }

    private static byte[] coded(String coding, byte[] body) throws IOException {
        if (coding.equals("zstd")) {
            return Zstd.compress(body);
        }
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zstd|          |X-VGI-Content-Encoding|zstd",
                "gzip|          |X-VGI-Content-Encoding|gzip",
                "zstd, gzip|gzip, deflate, zstd|Content-Encoding|zstd",
                "    |gzip, zstd|Content-Encoding|gzip",
                "    |zstd;q=0, gzip;q=0.5|Content-Encoding|gzip"
            })
    void answer_isCodedAsTheClientPrefers(String own, String general, String header, String coding) {
        HttpRequest.Builder request = to("/test.Service/echo").POST(BodyPublishers.ofByteArray(echo(50_000)));
        if (own != null) {
            request.header("X-VGI-Accept-Encoding", own);
        }
        if (general != null) {
            request.header("Accept-Encoding", general);
        }
        var response = send(request);
        assertThat(response.headers().firstValue(header)).hasValue(coding);
        assertThat(response.body().length).isLessThan(2_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"identity|zstd, gzip", "identity, zstd|", "|br", "|"})
    void answer_isPlainWhereTheClientWantsItOrNothingFits(String own, String general) {
        HttpRequest.Builder request = to("/test.Service/echo").POST(BodyPublishers.ofByteArray(echo(50_000)));
        if (own != null) {
            request.header("X-VGI-Accept-Encoding", own);
        }
        if (general != null) {
            request.header("Accept-Encoding", general);
        }
        assertThat(metadata(send(request))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1", "65535", "01", "065536", "+65536", "-1", "65536.0", "1, 2", "9007199254740992", "x"})
    void responseLimitThatIsNone_isA400(String limit) {
        assertError(post("/test.Service/echo", echo(1), HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, limit), 400, "");
    }

    @Test
    void responseLimitSentTwice_isA400() {
        assertError(
                send(to("/test.Service/echo")
                        .header(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, "65536")
                        .header(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, "65536")
                        .POST(BodyPublishers.ofByteArray(echo(1)))),
                400,
                "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "268435456", "9007199254740991"})
    void responseLimit_isHeeded(String limit) {
        var response = post("/test.Service/echo", echo(80_000), HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, limit);
        if (limit.equals("65536")) {
            assertError(response, 200, "");
            Metadata error = metadata(response).get(0);
            assertThat(error.get(Keys.LOG_MESSAGE)).startsWith("ResponseTooLargeError: ");
            assertThat(error.get(Keys.ERROR_CODE)).isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(error.get(Keys.ERROR_DETAILS)).isNull();
        } else {
            assertThat(metadata(response)).hasSize(2);
        }
    }

    @Test
    void responseLimitOfTheInit_isSealedIntoTheStream() {
        byte[] init = Bodies.request(dispatcher.memory.allocator(), "blocks", "count", 3L);
        assertError(post("/test.Service/blocks/init", init, HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, "65536"), 200, "");
        var response = post("/test.Service/blocks/init", init, HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, "2000000");
        Metadata tokens = last(response);
        byte[] tick = Bodies.tick(tokens.get(Keys.STREAM_STATE), tokens.get(Keys.CALL_STATE));
        assertThat(last(post("/test.Service/blocks/exchange", tick)).contains(Keys.STREAM_STATE))
                .isTrue();
        assertError(
                post("/test.Service/blocks/exchange", tick, HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, "65536"), 200, "");
    }

    private static Metadata last(HttpResponse<byte[]> response) {
        List<Metadata> batches = metadata(response);
        return batches.get(batches.size() - 1);
    }

    @Test
    void bodyThatIsNoArrow_isA400() {
        assertError(post("/test.Service/echo", "hello, world".getBytes(StandardCharsets.UTF_8)), 400, "");
        assertError(post("/test.Service/echo", new byte[0]), 400, "");
        assertError(post("/test.Service/echo", Arrays.copyOf(echo(100), 300)), 400, "");
    }

    @Test
    void metadataThatDisagreesWithThePath_isA400() {
        var allocator = dispatcher.memory.allocator();
        Metadata other = Metadata.of(Map.of(Keys.METHOD, "fail", Keys.PROTOCOL, TestDispatcher.PROTOCOL));
        assertError(post("/test.Service/echo", Bodies.stream(allocator, other, "data", new byte[1])), 400, "");
        Metadata elsewhere = Metadata.of(Map.of(Keys.METHOD, "echo", Keys.PROTOCOL, "other"));
        assertError(
                post("/test.Service/echo", Bodies.stream(allocator, elsewhere, "data", new byte[1])),
                400,
                "protocol_not_supported");
        assertError(post("/test.Service/echo", Bodies.stream(allocator, Metadata.EMPTY, "data", new byte[1])), 400, "");
    }

    @Test
    void protocolThatIsOnlyInThePath_isEnough() {
        Metadata metadata = Metadata.of(Map.of(Keys.METHOD, "echo", Keys.REQUEST_VERSION, "1"));
        byte[] body = Bodies.stream(dispatcher.memory.allocator(), metadata, "data", new byte[1]);
        assertThat(metadata(post("/test.Service/echo", body))).hasSize(2);
    }

    @Test
    void wrongParameters_areA400() {
        assertError(
                post("/test.Service/echo", Bodies.request(dispatcher.memory.allocator(), "echo", "data", 1L)), 400, "");
    }

    @Test
    void pathOfAnotherShape_isA400() {
        assertError(post("/test.Service/count", count(1)), 400, "");
        assertError(post("/test.Service/echo/init", echo(1)), 400, "");
        assertError(post("/test.Service/echo/exchange", echo(1)), 400, "");
    }

    @Test
    void producer_answersEachRequestWithOneTurn() {
        var init = post("/test.Service/count/init", count(1));
        List<Metadata> first = metadata(init);
        assertThat(first).hasSize(4);
        Metadata tokens = first.get(3);
        assertThat(tokens.asMap().keySet()).containsExactlyInAnyOrder(Keys.STREAM_STATE, Keys.CALL_STATE);
        List<Metadata> end = metadata(post(
                "/test.Service/count/exchange",
                Bodies.tick(tokens.get(Keys.STREAM_STATE), tokens.get(Keys.CALL_STATE))));
        assertThat(end).isEmpty();
    }

    @Test
    void continuation_carriesANewCursorOnly_andTheTicksMetadata() {
        Metadata tokens = last(post("/test.Service/count/init", count(3)));
        List<Metadata> turn = metadata(post(
                "/test.Service/count/exchange",
                Bodies.tick(tokens.get(Keys.STREAM_STATE), tokens.get(Keys.CALL_STATE))));
        assertThat(turn).hasSize(3);
        assertThat(turn.get(1)).isEqualTo(Metadata.of("k", "v"));
        assertThat(turn.get(2).asMap().keySet()).containsExactly(Keys.STREAM_STATE);
        assertThat(turn.get(2).get(Keys.STREAM_STATE)).isNotEqualTo(tokens.get(Keys.STREAM_STATE));
    }

    @Test
    void tokensThatAreMissingMixedUpOrAltered_areA400() {
        Metadata tokens = last(post("/test.Service/count/init", count(3)));
        Metadata others = last(post("/test.Service/count/init", count(3)));
        String cursor = tokens.get(Keys.STREAM_STATE);
        String call = tokens.get(Keys.CALL_STATE);
        String path = "/test.Service/count/exchange";
        assertError(post(path, Bodies.tick(null, call)), 400, "");
        assertError(post(path, Bodies.tick(call, cursor)), 400, ErrorKind.STREAM_TOKEN_REFUSED);
        assertError(post(path, Bodies.tick("x" + cursor, call)), 400, ErrorKind.STREAM_TOKEN_REFUSED);
        assertError(post(path, Bodies.tick(cursor.substring(4), call)), 400, ErrorKind.STREAM_TOKEN_REFUSED);
        assertError(post(path, Bodies.tick("", call)), 400, ErrorKind.STREAM_TOKEN_REFUSED);
        assertError(
                post("/test.Service/fail_at/exchange", Bodies.tick(cursor, call)), 400, ErrorKind.STREAM_TOKEN_REFUSED);
        // While the stream is open here, its own call token is not looked at.
        assertThat(post(path, Bodies.tick(cursor, others.get(Keys.CALL_STATE))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whereNoStreamStaysOpen_theCallTokenIsNeeded() {
        try (var cold = HttpServer.start(
                dispatcher, HttpServerConfig.builder().openStreams(0).build())) {
            Metadata tokens = last(postTo(cold, "/test.Service/count/init", count(3)));
            Metadata others = last(postTo(cold, "/test.Service/count/init", count(3)));
            String cursor = tokens.get(Keys.STREAM_STATE);
            String path = "/test.Service/count/exchange";
            assertError(postTo(cold, path, Bodies.tick(cursor, null)), 400, "");
            assertError(
                    postTo(cold, path, Bodies.tick(cursor, others.get(Keys.CALL_STATE))),
                    400,
                    ErrorKind.STREAM_TOKEN_REFUSED);
            assertThat(postTo(cold, path, Bodies.tick(cursor, tokens.get(Keys.CALL_STATE)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<byte[]> postTo(HttpServer to, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.address() + path))
                .header("Content-Type", HttpHeaders.ARROW)
                .POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    @Test
    void callerWithoutToken_isA401WithAReason() {
        var response = postTo(guarded, "/test.Service/echo", echo(1));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(type(response)).isEqualTo(HttpHeaders.JSON);
        assertThat(text(response))
                .isEqualTo("{\"error\":\"unauthorized\",\"reason\":\"missing_credential\","
                        + "\"detail\":\"authentication rejected\"}");
        assertThat(response.headers().firstValue(HttpHeaders.AUTH_REASON)).hasValue("missing_credential");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void callerInABrowser_getsAPage() {
        var response = postTo(guarded, "/test.Service/echo", echo(1), "Accept", "text/html,*/*");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(type(response)).startsWith("text/html");
    }

    @Test
    void authentication_comesBeforeRouting_andSparesHealth() {
        assertThat(postTo(guarded, "/nowhere", echo(1), "Authorization", "Bearer wrong")
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(URI.create(guarded.address() + "/health"))
                                .GET())
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(URI.create(guarded.address() + "/healthy"))
                                .GET())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void caller_isKnownToTheMethod() {
        dispatcher.callers.clear();
        assertThat(postTo(guarded, "/test.Service/echo", echo(1), "Authorization", "Bearer right")
                        .statusCode())
                .isEqualTo(200);
        assertThat(dispatcher.callers.get(0).principal()).isEqualTo(new Principal("bearer", "ann"));
        assertThat(dispatcher.callers.get(0).headers()).containsEntry("authorization", "Bearer right");
    }

    @Test
    void requestThatIsNoHttp_stillTellsTheCapabilities() throws IOException {
        URI uri = URI.create(server.address());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400").contains(SUPPORT + ": true");
        }
    }
}
