package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.auth.Authenticator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that hold more connections than the server has threads: the others are served meanwhile. */
class ManyConnectionsTest {
    private static final int THREADS = 2;
    private static final int MANY = 40;
    private static final String CREDENTIAL = "Authorization: Bearer right";

    private final TestDispatcher dispatcher = new TestDispatcher();
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    private void start(HttpServerConfig.Builder config) {
        server = HttpServer.start(dispatcher, config.threads(THREADS).build());
    }

    private void startGuarded() {
        start(HttpServerConfig.builder()
                .authenticator(Authenticator.bearerTokens(Map.of("right", new Principal("bearer", "ann")))));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        dispatcher.close();
    }

    private Socket connect(InetAddress address) throws IOException {
        var socket = new Socket(address, URI.create(server.address()).getPort());
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    /**
     * Returns a connection that the server has opened for certain, as it has answered on it; they open in any order.
     */
    private Socket connectAndCall(InetAddress address) throws IOException {
        Socket socket = connect(address);
        socket.getOutputStream().write(head("GET /health").getBytes(StandardCharsets.ISO_8859_1));
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200 ".length());
        assertThat(new String(status, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200 ");
        return socket;
    }

    private Socket send(String text) throws IOException {
        Socket socket = connect(InetAddress.getLoopbackAddress());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String head(String requestLine, String... headers) {
        return requestLine + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + HttpHeaders.ARROW + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static String call(String... headers) {
        return head("POST /" + TestDispatcher.PROTOCOL + "/echo", headers);
    }

    private byte[] echo(int bytes) {
        return Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[bytes]);
    }

    private static String answer(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(answer);
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private void assertHealthAndCallsAreAnswered() throws IOException {
        assertThat(answer(send(head("GET /health", "Connection: close")))).startsWith("HTTP/1.1 200 ");
        byte[] body = echo(1);
        Socket call = send(call(CREDENTIAL, "Connection: close", "Content-Length: " + body.length));
        call.getOutputStream().write(body);
        assertThat(answer(call)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusedRequests_areAnsweredAtOnce_andTheirBodiesHoldNobodyUp() throws IOException {
        startGuarded();
        var refused = new ArrayList<Socket>();
        for (int i = 0; i < MANY; i++) {
            refused.add(send(call("Content-Length: 1000000") + "a little"));
            refused.add(send(call(CREDENTIAL, "Content-Length: 999999999999") + "a little"));
            refused.add(send(head("POST /nothing", CREDENTIAL, "Content-Length: 1000000") + "a little"));
            refused.add(send(head("GET /health", "Content-Length: 1000000") + "a little"));
        }
        assertHealthAndCallsAreAnswered();
        for (int i = 0; i < refused.size(); i++) {
            String status = List.of("401", "413", "404", "200").get(i % 4);
            Socket socket = refused.get(i);
            byte[] start = socket.getInputStream().readNBytes(("HTTP/1.1 " + status).length());
            assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 " + status);
            socket.shutdownOutput();
            assertThat(answer(socket)).contains("Connection: close");
        }
    }

    @Test
    void refusedClientThatKeepsSending_readsTheAnswer() throws IOException {
        startGuarded();
        Socket socket = send(call("Content-Length: 8000000"));
        socket.getOutputStream().write(new byte[8_000_000]);
        assertThat(answer(socket)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void bodiesThatBegin_andDoNotGoOn_holdNobodyUp() throws IOException {
        startGuarded();
        for (int i = 0; i < MANY; i++) {
            send(call(CREDENTIAL, "Content-Length: 1000000") + "a little");
            send(call(CREDENTIAL, "Transfer-Encoding: chunked") + "10\r\na little");
        }
        assertHealthAndCallsAreAnswered();
    }

    @Test
    void longBodiesThatDoNotGoOn_leaveThreadsToOthers() throws IOException {
        startGuarded();
        byte[] body = echo(1_000_000);
        var waiting = new ArrayList<Socket>();
        for (int i = 0; i < MANY; i++) {
            Socket socket = send(call(CREDENTIAL, "Connection: close", "Content-Length: " + body.length));
            socket.getOutputStream().write(body, 0, 100_000);
            waiting.add(socket);
        }
        assertHealthAndCallsAreAnswered();
        for (Socket socket : waiting) {
            socket.getOutputStream().write(body, 100_000, body.length - 100_000);
        }
        for (Socket socket : waiting) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void health_isAnswered_whileAllThreadsAreBusy() throws IOException {
        var release = new CountDownLatch(1);
        var busy = new CountDownLatch(THREADS);
        start(HttpServerConfig.builder().authenticator(headers -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Principal("bearer", "ann");
        }));
        byte[] body = echo(1);
        Socket last = null;
        for (int i = 0; i < MANY; i++) {
            last = send(call("Connection: close", "Content-Length: " + body.length));
            last.getOutputStream().write(body);
        }
        assertThatAllAreBusy(busy);
        assertThat(answer(send(head("GET /health", "Connection: close")))).startsWith("HTTP/1.1 200 ");
        release.countDown();
        assertThat(answer(last)).startsWith("HTTP/1.1 200 ");
    }

    private static void assertThatAllAreBusy(CountDownLatch busy) {
        await().untilAsserted(() -> assertThat(busy.getCount()).isZero());
    }

    @Test
    void headThatComesInDrips_isHungUpOn_afterHeadTimeout_onAUsedConnectionToo() throws Exception {
        start(HttpServerConfig.builder().headTimeout(Duration.ofMillis(200)));
        for (String before : List.of("", head("GET /health"))) {
            Socket socket = send(before);
            var drip = new Thread(() -> {
                try {
                    while (true) {
                        socket.getOutputStream().write("GET /health?x=".getBytes(StandardCharsets.ISO_8859_1));
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                } catch (IOException e) {
                    // It hung up.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            drip.start();
            drip.join();
        }
    }

    @Test
    void usedConnection_mayBeIdle_longerThanHeadTimeout() throws Exception {
        start(HttpServerConfig.builder().headTimeout(Duration.ofMillis(500)));
        Socket idle = send(head("GET /health"));
        Socket silent = connect(InetAddress.getLoopbackAddress());
        // The silent one came later, and is hung up on by the same look at both.
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        idle.getOutputStream().write(head("GET /health", "Connection: close").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer(idle)).containsPattern("(?s)HTTP/1.1 200 .*HTTP/1.1 200 ");
    }

    @Test
    void connectionBeyondMaxConnections_isToldSo_andServedOnceAnotherIsClosed() throws IOException {
        start(HttpServerConfig.builder().maxConnections(2));
        Socket first = connectAndCall(InetAddress.getLoopbackAddress());
        connectAndCall(InetAddress.getLoopbackAddress());
        assertThat(answer(send(head("GET /health"))))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 1")
                .contains("the server has 2 connections (maxConnections)");
        first.close();
        await().untilAsserted(() -> assertThat(answer(send(head("GET /health", "Connection: close"))))
                .startsWith("HTTP/1.1 200 "));
    }

    @Test
    void connectionBeyondThoseOfItsAddress_isToldSo_andOthersAreServed() throws IOException {
        InetAddress own = ownAddress();
        assumeThat(own).as("an address that is not the loopback's").isNotNull();
        start(HttpServerConfig.builder().host("0.0.0.0").maxConnectionsPerAddress(2));
        connectAndCall(own);
        connectAndCall(own);
        Socket refused = connect(own);
        refused.getOutputStream().write(head("GET /health").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer(refused))
                .startsWith("HTTP/1.1 503 ")
                .contains(own.getHostAddress() + " has 2 connections (maxConnectionsPerAddress)");
        assertThat(answer(send(head("GET /health", "Connection: close")))).startsWith("HTTP/1.1 200 ");
    }

    private static InetAddress ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress()
                        && address.getAddress().length == 4)
                .findFirst()
                .orElse(null);
    }
}
