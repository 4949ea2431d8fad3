package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpConnectionsTest {
    private static final ConnectionConfig CONFIG = ConnectionConfig.DEFAULT.withMaxConnections(3);

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vgi-http-")
                        && !thread.getName().contains("server"))
                .count();
    }

    private static HttpResponse get(HttpConnections connections, ServerSocket server) {
        return connections.send(new HttpRequest(
                "GET", "http://127.0.0.1:" + server.getLocalPort(), "/", Map.of(), List.of(), Duration.ofSeconds(20)));
    }

    private static void serveOnce(ServerSocket server) {
        var thread = new Thread(() -> {
            try (var socket = server.accept()) {
                socket.getInputStream().read(new byte[10_000]);
                socket.getOutputStream()
                        .write("HTTP/1.1 204 Fine\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void connections_startWithTheFirstRequestAndEndWithTheLastHolder() throws Exception {
        long before = threads();
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HttpConnections first = HttpConnections.open(CONFIG);
            HttpConnections second = HttpConnections.open(CONFIG);
            assertThat(threads()).isEqualTo(before);
            serveOnce(server);
            try (HttpResponse answer = get(first, server)) {
                answer.awaitHead();
                assertThat(answer.status()).isEqualTo(204);
            }
            assertThat(threads()).isGreaterThan(before);
            first.close();
            first.close();
            serveOnce(server);
            try (HttpResponse answer = get(second, server)) {
                answer.awaitHead();
            }
            second.close();
            await().until(() -> threads() == before);
            assertThatThrownBy(() -> get(second, server))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION));
        }
    }

    @Test
    void oneConnection_isKeptForAnswersThatSomebodyReads() {
        try (HttpConnections connections = HttpConnections.open(CONFIG);
                HttpConnections alone = HttpConnections.open(CONFIG.withMaxConnections(1))) {
            assertThat(connections.unreadAnswers("http://a").availablePermits()).isEqualTo(2);
            assertThat(alone.unreadAnswers("http://a").availablePermits()).isZero();
        }
    }

    @Test
    void configurationOutOfRange_isRefused() {
        assertThatThrownBy(() -> CONFIG.withMaxConnections(0)).isInstanceOf(VgiException.class);
        assertThatThrownBy(() -> CONFIG.withMaxConnections(1025)).isInstanceOf(VgiException.class);
        assertThatThrownBy(() -> CONFIG.withConnectTimeout(Duration.ZERO)).isInstanceOf(VgiException.class);
    }

    @Test
    void passwords_areNotShown() {
        assertThat(new Tls(java.nio.file.Path.of("t"), "secret").toString()).doesNotContain("secret");
        assertThat(new KeyFile(java.nio.file.Path.of("t"), "secret").toString()).doesNotContain("secret");
    }
}
