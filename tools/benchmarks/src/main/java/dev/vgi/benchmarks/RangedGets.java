package dev.vgi.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parallel ranged GETs over plain sockets, whose bodies go into buffers that are used again and looked at by nobody.
 */
final class RangedGets implements AutoCloseable {
    private static final int HEAD = 16 << 10;

    private final int chunk;
    private final ExecutorService executor;
    private final List<Connection> connections = new ArrayList<>();

    /** @param parallel how many connections there are, each with one request at a time */
    RangedGets(int port, int chunk, int parallel) throws IOException {
        this.chunk = chunk;
        executor = Executors.newFixedThreadPool(parallel);
        for (int i = 0; i < parallel; i++) {
            connections.add(new Connection(port, chunk));
        }
    }

    /** Reads all of a path; returns the nanoseconds that it took. */
    long read(String path, long length) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var next = new AtomicLong();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Connection connection : connections) {
            tasks.add(() -> {
                for (long first = next.getAndAdd(chunk); first < length; first = next.getAndAdd(chunk)) {
                    connection.get(path, first, Math.min(first + chunk, length) - 1);
                }
                return null;
            });
        }
        for (Future<Void> task : executor.invokeAll(tasks)) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IOException("a ranged GET failed: " + e.getCause(), e);
            }
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        for (Connection connection : connections) {
            connection.channel.close();
        }
    }

    private static final class Connection {
        private final SocketChannel channel = SocketChannel.open();
        private final ByteBuffer buffer;

        private Connection(int port, int chunk) throws IOException {
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            buffer = ByteBuffer.allocateDirect(chunk + HEAD);
        }

        private void get(String path, long first, long last) throws IOException {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: store\r\nRange: bytes=" + first + "-" + last + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            buffer.clear();
            int body = -1;
            while (body < 0) {
                read();
                body = bodyStart();
            }
            String head =
                    StandardCharsets.US_ASCII.decode(buffer.slice(0, body)).toString();
            if (!head.startsWith("HTTP/1.1 206")) {
                throw new IOException("expected 206, found " + head);
            }
            long end = body + last - first + 1;
            while (buffer.position() < end) {
                read();
            }
        }

        private void read() throws IOException {
            if (channel.read(buffer) < 0) {
                throw new IOException("the store closed the connection");
            }
        }

        private int bodyStart() {
            for (int i = 3; i < Math.min(buffer.position(), HEAD); i++) {
                if (buffer.get(i) == '\n' && buffer.get(i - 1) == '\r' && buffer.get(i - 2) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }
    }
}
