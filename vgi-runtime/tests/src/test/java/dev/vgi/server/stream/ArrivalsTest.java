package dev.vgi.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.Limits;
import dev.vgi.external.External;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections on their way to a thread, where something goes wrong with one of them. */
class ArrivalsTest {
    private static final StreamServerConfig ONE_PLACE = new StreamServerConfig(
            Limits.RAW,
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Set.of(),
            External.none(),
            Duration.ZERO);

    @Test
    void connectionThatGetsNoThread_isHungUpOn_andTheNextHasItsPlace() throws IOException {
        var host = new FirstFails();
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var arrivals = new Arrivals("test-acceptor", listener, ONE_PLACE, host)) {
            int port = listener.socket().getLocalPort();
            arrivals.start();
            assertThat(heard(port)).isEqualTo(-1);
            assertThat(heard(port)).isEqualTo(FirstFails.GREETING);
        }
        assertThat(host.dropped).hasValue(1);
    }

    /** What a client hears that says something. */
    private static int heard(int port) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(60_000);
            client.getOutputStream().write(1);
            return client.getInputStream().read();
        } catch (SocketException e) {
            // It was hung up on with its byte unread.
            return -1;
        }
    }

    /** Fails the first time, whatever it is asked for. */
    private static final class FirstFails implements Arrivals.Host {
        private static final int GREETING = 7;

        private final AtomicInteger dropped = new AtomicInteger();
        private int served;
        private int ticks;

        @Override
        public void accepted() {}

        @Override
        public void serve(SocketChannel channel) {
            if (served++ == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            try (channel) {
                channel.write(ByteBuffer.wrap(new byte[] {GREETING}));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void dropped() {
            dropped.incrementAndGet();
        }

        @Override
        public void tick(long now) {
            if (ticks++ == 0) {
                throw new IllegalStateException("as asked");
            }
        }

        @Override
        public ByteBuffer refusal() {
            return ByteBuffer.allocate(0);
        }
    }
}
