package dev.vgi.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The physical limit in the same run: messages of the same size through a plain socket, from one direct buffer into
 * another, with nothing in between. The reader asks for each stream by 16 bytes: size and count.
 */
public final class RawSocket {
    private RawSocket() {}

    /**
     * Arguments: {@code unix PATH} or {@code tcp}. Prints where it listens and serves one connection after the other.
     */
    public static void main(String[] arguments) throws IOException {
        boolean unix = arguments[0].equals("unix");
        try (ServerSocketChannel listener =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
            listener.bind(
                    unix
                            ? UnixDomainSocketAddress.of(Path.of(arguments[1]))
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println(
                    unix
                            ? "UNIX:" + arguments[1]
                            : "TCP:127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort());
            while (true) {
                try (SocketChannel channel = listener.accept()) {
                    enlarge(channel);
                    serve(channel);
                }
            }
        }
    }

    private static void serve(SocketChannel channel) throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(16);
        ByteBuffer message = ByteBuffer.allocateDirect(8);
        while (readFully(channel, request.clear())) {
            int size = Math.toIntExact(request.getLong(0));
            if (message.capacity() != size) {
                message = touched(size);
            }
            for (long left = request.getLong(8); left > 0; left--) {
                message.clear();
                while (message.hasRemaining()) {
                    channel.write(message);
                }
            }
        }
    }

    /** Reads {@code count} messages of {@code bytes} and gives the nanoseconds that took. */
    static long read(String address, int bytes, long count) throws IOException {
        try (SocketChannel channel = connect(address)) {
            ByteBuffer message = touched(bytes);
            ByteBuffer request = ByteBuffer.allocateDirect(16).putLong(0, bytes).putLong(8, count);
            long start = System.nanoTime();
            channel.write(request);
            for (long left = count; left > 0; left--) {
                if (!readFully(channel, message.clear())) {
                    throw new IOException("the raw worker hung up");
                }
            }
            return System.nanoTime() - start;
        }
    }

    private static SocketChannel connect(String address) throws IOException {
        boolean unix = address.startsWith("unix:");
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        enlarge(channel);
        SocketAddress target = unix
                ? UnixDomainSocketAddress.of(Path.of(address.substring(5)))
                : new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), URI.create(address).getPort());
        channel.connect(target);
        return channel;
    }

    private static void enlarge(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
    }

    private static ByteBuffer touched(int size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < size; i += 4096) {
            buffer.put(i, (byte) 1);
        }
        return buffer;
    }

    private static boolean readFully(SocketChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                return false;
            }
        }
        return true;
    }
}
