package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
    @ParameterizedTest
    @CsvSource({
        "timeout=5, PT4S",
        "'timeout=5, max=100', PT4S",
        "'max=100, Timeout = \"8\"', PT7S",
        "timeout=75, PT15S",
        "timeout=2, PT1S",
        "timeout=1, PT0.5S",
        "timeout=0, PT0.001S",
        "timeout=999999999, PT15S",
        "max=100,",
        "timeout=-1,",
        "notimeout=3,",
        "timeout=12345678901, PT15S",
        "'',",
        ","
    })
    void idleTime_endsBeforeTheServers(String header, Duration expected) {
        assertThat(KeepAlive.idleTime(header)).isEqualTo(expected);
    }

    @Test
    void defaultIdleTime_isBelowThatOfCommonProxies() {
        assertThat(KeepAlive.DEFAULT).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void idleConnection_isClosedByTheClientFirst() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpConnections connections = HttpConnections.open(ConnectionConfig.DEFAULT)) {
            CompletableFuture<Boolean> closedByClient = serve(server, "Keep-Alive: timeout=1\r\n");
            get(connections, server);
            assertThat(closedByClient.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void idleTime_isNotThatOfARequest() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpConnections connections = HttpConnections.open(ConnectionConfig.DEFAULT)) {
            CompletableFuture<Boolean> closedByClient = serve(server, "Keep-Alive: timeout=4\r\n", "slow");
            get(connections, server);
            get(connections, server);
            assertThat(closedByClient.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void get(HttpConnections connections, ServerSocket server) throws HttpFailure {
        String origin = "http://127.0.0.1:" + server.getLocalPort();
        var request = new HttpRequest("GET", origin, "/", Map.of(), List.of(), Duration.ofSeconds(20));
        try (HttpResponse answer = connections.send(request)) {
            answer.awaitHead();
            answer.skipRest();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    /**
     * Answers on one connection, with these headers; the second request only after the time that the first one named.
     */
    private static CompletableFuture<Boolean> serve(ServerSocket server, String... headers) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
                for (String header : headers) {
                    if (head(socket.getInputStream()).isEmpty()) {
                        return false;
                    }
                    if (header.equals("slow")) {
                        long begin = System.nanoTime();
                        await().until(() -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(3_500));
                    }
                    String line = header.equals("slow") ? "" : header;
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + line + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                return socket.getInputStream().read() < 0;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.indexOf("\r\n\r\n") >= 0) {
                return head.toString();
            }
        }
        return "";
    }
}
