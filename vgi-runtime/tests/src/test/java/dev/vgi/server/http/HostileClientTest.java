package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that stall, lie or never end: each is answered or cut off, and after each the next caller is served. */
class HostileClientTest {
    private static final int THREADS = 2;
    private static final Duration SHORT = Duration.ofMillis(500);

    private final TestDispatcher dispatcher = new TestDispatcher();
    private HttpServer server = start(Duration.ofMinutes(1), 16 << 10);
    private final List<Socket> sockets = new ArrayList<>();

    private HttpServer start(Duration idleTimeout, int minBytesPerSecond) {
        return HttpServer.start(
                dispatcher,
                HttpServerConfig.builder()
                        .threads(THREADS)
                        .idleTimeout(idleTimeout)
                        .minBytesPerSecond(minBytesPerSecond)
                        .maxRequestBytes(100_000)
                        .build());
    }

    /** Serves with little patience instead. */
    private void becomeImpatient() {
        becomeImpatient(16 << 10);
    }

    private void becomeImpatient(int minBytesPerSecond) {
        server.close();
        server = start(SHORT, minBytesPerSecond);
    }

    @AfterEach
    void othersAreServed_andNothingIsLeft() throws IOException {
        await().untilAsserted(() -> {
            Socket next = connect();
            send(next, head("Content-Length: " + sound().length, "Connection: close"));
            next.getOutputStream().write(sound());
            assertThat(answer(next)).startsWith("HTTP/1.1 200 ");
        });
        for (Socket socket : sockets) {
            socket.close();
        }
        await().untilAsserted(
                        () -> assertThat(dispatcher.memory.allocatedBytes()).isZero());
        server.close();
        dispatcher.close();
    }

    private byte[] sound() {
        return Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[] {1});
    }

    private Socket connect() throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort());
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    private static String head(String... headers) {
        return "POST /" + TestDispatcher.PROTOCOL + "/echo HTTP/1.1\r\nHost: h\r\nContent-Type: " + HttpHeaders.ARROW
                + "\r\n" + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that comes until the server hangs up. */
    private static String answer(Socket socket) {
        var answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server neither answers nor hangs up", e);
        } catch (IOException e) {
            // It hung up with bytes unread, and what it said before counts.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void silentBodies_onMoreConnectionsThanThreads_areGivenUp_byTheNameOfTheLimit() throws IOException {
        becomeImpatient();
        var stalled = new ArrayList<Socket>();
        for (int i = 0; i < 3 * THREADS; i++) {
            Socket socket = connect();
            send(socket, head("Content-Length: " + sound().length));
            socket.getOutputStream().write(sound(), 0, 100);
            stalled.add(socket);
        }
        // Those that no thread has got to yet are hung up on in silence.
        List<String> answers = stalled.stream()
                .map(HostileClientTest::answer)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(answers).isNotEmpty();
        assertThat(answers)
                .allSatisfy(text -> assertThat(text).startsWith("HTTP/1.1 408 ").contains("(idleTimeout)"));
    }

    @Test
    void drippingBodies_onMoreConnectionsThanThreads_areGivenUp_byTheNameOfTheLimit() throws Exception {
        becomeImpatient();
        byte[] body = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[50_000]);
        var dripping = new ArrayList<Thread>();
        for (int i = 0; i < 2 * THREADS; i++) {
            Socket socket = connect();
            send(socket, head("Content-Length: " + body.length));
            var drip = new Thread(() -> drip(socket, body));
            drip.start();
            dripping.add(drip);
        }
        for (Socket socket : List.copyOf(sockets)) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("(minBytesPerSecond)");
            socket.close();
        }
        for (Thread drip : dripping) {
            drip.join();
        }
    }

    @Test
    void bodyThatWaitsForAThread_isNotTakenForASlowOne() throws IOException {
        becomeImpatient(1 << 20);
        byte[] body = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[90_000]);
        // One after the other, they keep the only thread that waits for bodies.
        for (int i = 0; i < 2; i++) {
            Socket stalled = connect();
            send(stalled, head("Content-Length: " + body.length));
            stalled.getOutputStream().write(body, 0, 80_000);
        }
        Socket queued = connect();
        send(queued, head("Transfer-Encoding: chunked", "Connection: close"));
        for (int i = 0; i < body.length; i += 4096) {
            int length = Math.min(4096, body.length - i);
            send(queued, Integer.toHexString(length) + "\r\n");
            queued.getOutputStream().write(body, i, length);
            send(queued, "\r\n");
        }
        send(queued, "0\r\n\r\n");
        assertThat(answer(queued)).startsWith("HTTP/1.1 200 ");
    }

    /** Some fifty bytes a second, until the server has had enough. */
    private static void drip(Socket socket, byte[] body) {
        try {
            for (byte next : body) {
                socket.getOutputStream().write(next);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException e) {
            // It hung up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bodyThatBreaksOff_isTheClientsMistake_notTheServers() throws IOException {
        Socket socket = connect();
        send(socket, head("Content-Length: " + sound().length));
        socket.getOutputStream().write(sound(), 0, 100);
        socket.shutdownOutput();
        assertThat(answer(socket)).startsWith("HTTP/1.1 400 ").contains("broke off");
    }

    @Test
    void halfAHead_isHungUpOn() throws IOException {
        becomeImpatient();
        Socket socket = connect();
        send(socket, "POST /" + TestDispatcher.PROTOCOL + "/echo HTTP/1.1\r\nHost: h\r\n");
        assertThat(answer(socket)).doesNotStartWith("HTTP/1.1 2");
    }

    @Test
    void headWithoutEnd_isRefused() throws IOException {
        Socket socket = connect();
        try {
            send(socket, "POST /" + TestDispatcher.PROTOCOL + "/echo HTTP/1.1\r\nHost: h\r\n");
            for (int i = 0; i < 100_000; i++) {
                send(socket, "X-Header-" + i + ": value\r\n");
            }
        } catch (IOException e) {
            // It hung up meanwhile.
        }
        assertThat(answer(socket))
                .satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 431 "), text -> assertThat(text)
                        .isEmpty());
    }

    @Test
    void chunksWithoutEnd_areRefusedAtTheLimit() throws IOException {
        Socket socket = connect();
        send(socket, head("Transfer-Encoding: chunked"));
        // One message whose body is announced as longer than all that a request may have.
        byte[] sound = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[200_000]);
        String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
        try {
            send(socket, Integer.toHexString(sound.length) + "\r\n");
            socket.getOutputStream().write(sound);
            for (int i = 0; i < 10_000; i++) {
                send(socket, "\r\n" + chunk);
            }
        } catch (IOException e) {
            // It hung up meanwhile.
        }
        assertThat(answer(socket))
                .satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 413 "), text -> assertThat(text)
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 9223372036854775807, 413",
        "Content-Length: 99999999999999999999999, 400",
        "Content-Length: -1, 400",
        "Content-Length: 1x, 400",
        "'Content-Length: 1\r\nContent-Length: 2', 400",
        "'Content-Length: 1\r\nTransfer-Encoding: chunked', 400",
        "Transfer-Encoding: gzip, 400",
        "'Transfer-Encoding: chunked\r\n\r\nxyz\r\n', 400"
    })
    void lengthThatLies_isRefused(String header, int status) throws IOException {
        Socket socket = connect();
        send(socket, head(header));
        socket.shutdownOutput();
        assertThat(answer(socket)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void garbageBehindARequest_isRefused_andTheRequestAnswered() throws IOException {
        Socket socket = connect();
        OutputStream out = socket.getOutputStream();
        send(socket, head("Content-Length: " + sound().length));
        out.write(sound());
        send(socket, "\0\1\2 no request at all\r\n\r\n");
        assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
    }

    @Test
    void answersThatNobodyTakes_areGivenUp() throws Exception {
        becomeImpatient();
        byte[] large = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[90_000]);
        var pushing = new ArrayList<Thread>();
        for (int i = 0; i < 3 * THREADS; i++) {
            Socket socket = connect();
            var pusher = new Thread(() -> push(socket, large));
            pusher.start();
            pushing.add(pusher);
        }
        // Each pushes until it is hung up on.
        for (Thread pusher : pushing) {
            pusher.join();
        }
    }

    @Test
    void answerTakenInDrips_isGivenUp() throws Exception {
        server.close();
        server = HttpServer.start(
                dispatcher,
                HttpServerConfig.builder()
                        .threads(THREADS)
                        .idleTimeout(SHORT)
                        .minBytesPerSecond(8 << 20)
                        .maxRequestBytes(32 << 20)
                        .build());
        byte[] body = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[20 << 20]);
        Socket socket = connect();
        socket.setReceiveBufferSize(128 << 10);
        send(socket, head("Content-Length: " + body.length));
        socket.getOutputStream().write(body);
        long taken = 0;
        try {
            int count;
            while (taken < body.length && (count = socket.getInputStream().read(new byte[64 << 10])) >= 0) {
                taken += count;
                // Some megabytes a second, and never a pause that would be silence.
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException e) {
            // It hung up.
        }
        assertThat(taken).isLessThan(body.length);
    }

    /** Sends requests until their answers have filled every buffer on the way, and then some. */
    private static void push(Socket socket, byte[] body) {
        try {
            while (true) {
                send(socket, head("Content-Length: " + body.length));
                socket.getOutputStream().write(body);
            }
        } catch (IOException e) {
            // It hung up.
        }
    }

    @Test
    void connectionsThatSayNothing_areHungUpOn_howeverManyTheyAre() throws IOException {
        becomeImpatient();
        for (int i = 0; i < 1000; i++) {
            connect();
        }
        for (Socket socket : List.copyOf(sockets)) {
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}
