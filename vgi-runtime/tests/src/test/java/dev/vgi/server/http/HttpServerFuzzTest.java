package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.Limits;
import dev.vgi.arrow.Memory;
import dev.vgi.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.MethodSource;

/** Anything on a connection to the HTTP server: it is answered or cut off, and others are still served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerFuzzTest {
    private static final Limits TIGHT = new Limits(1 << 20, 1 << 16, 200, 16, 4 << 20);
    private static final FuzzTarget TARGET = new FuzzTarget("http-server", 16 << 20);

    /** Well above what the first input takes, for which all classes are instrumented. */
    private static final int SILENCE_MILLIS = 90_000;

    private static final int RAW = 255;
    private static final List<String> PATHS = List.of(
            "/test.Service/echo",
            "/test.Service/nothing",
            "/test.Service/count/init",
            "/test.Service/count/exchange",
            "/test.Service/count_with_header/init",
            "/test.Service/double/init",
            "/test.Service/double/exchange",
            "/__upload_url__/init",
            "/__session__");

    private final TestDispatcher dispatcher = new TestDispatcher();
    private final HttpServer server = HttpServer.start(
            dispatcher,
            HttpServerConfig.builder()
                    .limits(TIGHT)
                    .maxRequestBytes(1 << 20)
                    .openStreams(0)
                    .stickySessions(StickyConfig.builder().build())
                    .build());
    private final byte[] sound =
            post(0, "", Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[] {1}));
    private long inputs;

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterAll
    void close() {
        server.close();
        dispatcher.close();
    }

    static Stream<byte[]> seeds() {
        try (Memory memory = Memory.create(0)) {
            var allocator = memory.allocator();
            byte[] echo = Bodies.request(allocator, "echo", "data", new byte[] {1, 2, 3});
            byte[] count = Bodies.request(allocator, "count", "count", 3L);
            byte[] tick = Bodies.tick("AAAA", "AAAA");
            return Stream.of(
                    input(0, "", echo),
                    input(0, "Content-Encoding: zstd\r\n", com.github.luben.zstd.Zstd.compress(echo)),
                    input(0, "VGI-Accept-Max-Response-Bytes: 65536\r\nAccept-Encoding: gzip\r\n", echo),
                    input(1, "VGI-Session: abc\r\n", Bodies.request(allocator, "nothing")),
                    input(2, "", count),
                    input(3, "", tick),
                    input(4, "", Bodies.request(allocator, "count_with_header", "count", 3L)),
                    input(5, "", Bodies.request(allocator, "double", "count", 3L)),
                    input(6, "", tick),
                    input(RAW, "", post(0, "", echo)),
                    input(RAW, "", "GET /health HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                    input(
                            RAW,
                            "",
                            ("POST /test.Service/nothing HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                                            + "Content-Type: application/vnd.apache.arrow.stream\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void serve(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                byte[] answer = converse(connection(input));
                assertThat(status(answer)).as("an error of the server's own").isNotEqualTo("500");
            }
        });
        dispatcher.callers.clear();
        if (inputs++ % 64 == 0) {
            assertThat(status(converse(sound)))
                    .as("the answer that another caller gets")
                    .isEqualTo("200");
        }
        if (dispatcher.memory.allocatedBytes() != 0) {
            await().untilAsserted(
                            () -> assertThat(dispatcher.memory.allocatedBytes()).isZero());
        }
    }

    /** What goes over the connection: the bytes themselves, or a request with these headers and this body. */
    private static byte[] connection(byte[] input) {
        int first = input[0] & 0xff;
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        if (first >= 128) {
            return rest;
        }
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        int end = Math.max(text.indexOf("\r\n\r\n"), 0);
        String headers = text.substring(0, end == 0 ? 0 : end + 2);
        byte[] body = Arrays.copyOfRange(rest, Math.min(end + 4, rest.length), rest.length);
        return post(first % PATHS.size(), headers, body);
    }

    private static byte[] post(int path, String headers, byte[] body) {
        String head = "POST " + PATHS.get(path) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "
                + HttpHeaders.ARROW + "\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n";
        return joined(head.getBytes(StandardCharsets.ISO_8859_1), body);
    }

    /** All that comes back until the server hangs up. */
    private byte[] converse(byte[] sent) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(sent);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(answer);
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("the server neither answers nor hangs up", e);
            } catch (IOException e) {
                // It hung up before it had read everything.
            }
        }
        return answer.toByteArray();
    }

    private static String status(byte[] answer) {
        String start = new String(answer, 0, Math.min(answer.length, 12), StandardCharsets.ISO_8859_1);
        return start.startsWith("HTTP/1.1 ") ? start.substring(9) : "";
    }

    private static byte[] input(int first, String headers, byte[] body) {
        byte[] head = first == RAW ? new byte[0] : (headers + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return joined(new byte[] {(byte) first}, joined(head, body));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
