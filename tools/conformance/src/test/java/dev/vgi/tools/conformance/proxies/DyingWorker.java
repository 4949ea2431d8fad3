package dev.vgi.tools.conformance.proxies;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands before a worker and hands bytes on; on demand the next call finds its worker dead, before its answer or within
 * it. Whoever asks after that finds a worker again.
 */
final class DyingWorker implements AutoCloseable {
    private static final byte[] CALL = "POST /".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final int target;

    /** After how many bytes of the next answer the worker dies; null where it lives on. */
    private final AtomicReference<Integer> death = new AtomicReference<>();

    private final AtomicInteger deaths = new AtomicInteger();

    private DyingWorker(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens on a free port for a worker at this port of {@code 127.0.0.1}. */
    static DyingWorker before(int target) throws IOException {
        var worker = new DyingWorker(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), target);
        daemon(worker::accept);
        return worker;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The worker of the next call dies after so many bytes of its answer, head included. */
    void dieAfter(int bytes) {
        death.set(bytes);
    }

    /** How many calls have seen their worker die. */
    int deaths() {
        return deaths.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                var link = new Link(listener.accept(), new Socket("127.0.0.1", target));
                daemon(link::request);
                daemon(link::answer);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "dying-worker");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection of the proxy's. */
    private final class Link {
        private final Socket proxy;
        private final Socket worker;

        /** What is left of the answer until the worker dies; negative where it lives on. */
        private volatile int left = -1;

        private Link(Socket proxy, Socket worker) throws IOException {
            this.proxy = proxy;
            this.worker = worker;
            proxy.setTcpNoDelay(true);
            worker.setTcpNoDelay(true);
        }

        private void request() {
            var bytes = new byte[64 << 10];
            try (proxy;
                    worker) {
                InputStream in = proxy.getInputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (beginsACall(bytes, count)) {
                        Integer after = death.getAndSet(null);
                        if (after != null) {
                            left = after;
                            deaths.incrementAndGet();
                        }
                    }
                    worker.getOutputStream().write(bytes, 0, count);
                }
            } catch (IOException e) {
                // One side has hung up.
            }
        }

        private void answer() {
            var bytes = new byte[64 << 10];
            try (proxy;
                    worker) {
                OutputStream out = proxy.getOutputStream();
                InputStream in = worker.getInputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (left >= 0) {
                        out.write(bytes, 0, Math.min(left, count));
                        left -= count;
                        if (left <= 0) {
                            return;
                        }
                    } else {
                        out.write(bytes, 0, count);
                    }
                }
            } catch (IOException e) {
                // One side has hung up.
            }
        }
    }

    /** Requests come one after the other on a connection, so that each begins what is read at once. */
    private static boolean beginsACall(byte[] bytes, int count) {
        return count >= CALL.length && Arrays.equals(bytes, 0, CALL.length, CALL, 0, CALL.length);
    }
}
