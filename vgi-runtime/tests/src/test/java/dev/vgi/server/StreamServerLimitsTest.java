package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.service.Producer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More connections than a raw socket serves, and connections that say nothing. */
class StreamServerLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Server server;

    enum Socket {
        UNIX,
        TCP
    }

    private void start(Socket socket, Server.Builder options) {
        options.host(Sample.class, new SampleService());
        server = (socket == Socket.UNIX ? options.unix(folder.resolve("s")) : options.tcp("127.0.0.1", 0)).start();
        open.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private SocketChannel connect() throws IOException {
        String address = server.addresses().get(0);
        URI tcp = URI.create(address);
        SocketChannel channel = address.startsWith("unix:")
                ? SocketChannel.open(UnixDomainSocketAddress.of(address.substring("unix:".length())))
                : SocketChannel.open(new InetSocketAddress(tcp.getHost(), tcp.getPort()));
        open.add(channel);
        return channel;
    }

    private Sample client() {
        Client client = Vgi.connect(server.addresses().get(0));
        open.add(client);
        return client.proxy(Sample.class);
    }

    private static void assertIsHungUpOn(SocketChannel channel) {
        try {
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } catch (IOException e) {
            // The server had not read all of it.
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentConnections_howeverMany_takeNobodysPlace(Socket socket) throws IOException {
        start(socket, Server.builder().maxConnections(1));
        for (int i = 0; i < 300; i++) {
            connect();
        }
        assertThat(client().add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void connectionWithoutARequest_isHungUpOn(Socket socket) throws IOException {
        start(socket, Server.builder().connectionIdleTimeout(SHORT));
        assertIsHungUpOn(connect());
    }

    @ParameterizedTest
    @EnumSource
    void silentConnections_haveLessTime_onlyWhileTheyAreMany(Socket socket) throws IOException {
        start(socket, Server.builder().requestTimeout(SHORT));
        SocketChannel oldest = connect();
        SocketChannel newest = oldest;
        for (int i = 0; i < 256; i++) {
            newest = connect();
        }
        assertIsHungUpOn(oldest);
        newest.configureBlocking(false);
        assertThat(newest.read(ByteBuffer.allocate(1))).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void requestThatDoesNotGoOn_isHungUpOn_andItsPlaceIsFree(Socket socket) throws IOException {
        start(socket, Server.builder().maxConnections(1).requestTimeout(SHORT));
        SocketChannel half = connect();
        half.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, 64, 0}));
        assertThat(client().add(1, 2)).isEqualTo(3);
        assertIsHungUpOn(half);
    }

    @ParameterizedTest
    @EnumSource
    void requestInDrips_isHungUpOn(Socket socket) throws Exception {
        start(socket, Server.builder().requestTimeout(SHORT));
        SocketChannel drip = connect();
        drip.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, 0, 0, 1, 0}));
        try {
            while (true) {
                drip.write(ByteBuffer.allocate(1));
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException e) {
            // It hung up.
        }
    }

    @ParameterizedTest
    @EnumSource
    void callerBeyondMaxConnections_isTold_andMayTryAgain(Socket socket) {
        start(socket, Server.builder().maxConnections(1).waitTimeout(SHORT));
        Sample crowded = client();
        try (Producer<Batch> stream = client().count(2)) {
            stream.next().close();
            assertIsCrowded(catchThrowableOfType(VgiException.class, () -> crowded.add(1, 2)));
            assertIsCrowded(catchThrowableOfType(VgiException.class, () -> crowded.range(1, 2)));
            try (Producer<Batch> refused = crowded.count(1)) {
                assertIsCrowded(catchThrowableOfType(VgiException.class, refused::next));
            }
            stream.next().close();
        }
        closeFirstClient();
        assertThat(crowded.add(1, 2)).isEqualTo(3);
    }

    private static void assertIsCrowded(VgiException error) {
        assertThat(error)
                .returns(Code.UNAVAILABLE, VgiException::code)
                .returns(ErrorKind.TOO_MANY_CONNECTIONS, VgiException::kind)
                .returns(true, VgiException::isRetryable)
                .returns(true, VgiException::isBeforeCall)
                .hasMessageContaining("the server has 1 connections (maxConnections)")
                .hasMessageContaining("(waitTimeout)");
        assertThat(error.retryDelay()).isNotNull();
    }

    /** The second one to have been made has a connection that is idle. */
    private void closeFirstClient() {
        ((Client) open.get(2)).close();
    }

    @ParameterizedTest
    @EnumSource
    void callerBeyondMaxConnections_getsAPlaceThatBecomesFree(Socket socket) throws Exception {
        start(socket, Server.builder().maxConnections(1));
        Sample first = client();
        Producer<Batch> stream = first.count(2);
        stream.next().close();
        Sample second = client();
        CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> second.add(1, 2));
        stream.close();
        ((Client) open.get(1)).close();
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void crowdedWorker_isLeftOutForAnother(Socket socket) {
        start(socket, Server.builder().maxConnections(1).waitTimeout(SHORT));
        try (Server other = Server.builder()
                        .host(Sample.class, new SampleService())
                        .tcp("127.0.0.1", 0)
                        .start();
                Producer<Batch> stream = client().count(1);
                Client both = Vgi.connect(
                        server.addresses().get(0) + "," + other.addresses().get(0))) {
            stream.next().close();
            Sample sample = both.proxy(Sample.class);
            assertThat(List.of(sample.add(1, 2), sample.add(3, 4))).containsExactly(3L, 7L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleConnection_isClosed_whichItsClientDoesNotNotice(Socket socket) {
        start(socket, Server.builder().maxConnections(1).connectionIdleTimeout(SHORT));
        Sample idle = client();
        assertThat(idle.add(1, 2)).isEqualTo(3);
        // It is answered once the other has lost its place.
        assertThat(client().add(1, 2)).isEqualTo(3);
        assertThat(idle.add(1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void streamMayBeIdle_longerThanAConnectionBetweenCalls(Socket socket) {
        start(socket, Server.builder().maxConnections(2).connectionIdleTimeout(SHORT));
        try (Producer<Batch> stream = client().count(2)) {
            stream.next().close();
            assertThat(client().add(1, 2)).isEqualTo(3);
            // It is answered once the call before it has lost its place.
            assertThat(client().add(1, 2)).isEqualTo(3);
            stream.next().close();
        }
    }
}
