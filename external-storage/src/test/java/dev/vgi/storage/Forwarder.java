package dev.vgi.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The network between a storage and its store, which can be cut and mended. */
final class Forwarder implements AutoCloseable {
    private final ServerSocket listener;
    private final URI target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean down;

    Forwarder(URI target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Nothing goes through from here on: connections break, and new ones too. */
    void cut() {
        down = true;
        open.forEach(Forwarder::close);
    }

    void restore() {
        down = false;
    }

    /** The connection that sends the byte after these breaks, once. */
    void cutAfter(long bytes) {
        untilCut.set(bytes);
    }

    /** An address where nobody listens. */
    static URI unused() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (down) {
                close(client);
                continue;
            }
            Socket server = new Socket(target.getHost(), target.getPort());
            open.add(client);
            open.add(server);
            run(() -> copy(client, server, true));
            run(() -> copy(server, client, false));
        }
    }

    private void copy(Socket from, Socket to, boolean counts) throws IOException {
        byte[] buffer = new byte[64 << 10];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                if (counts && untilCut.addAndGet(-count) < 0) {
                    untilCut.set(Long.MAX_VALUE);
                    return;
                }
                to.getOutputStream().write(buffer, 0, count);
            }
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // a connection ended, and this thread with it
                    }
                },
                "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (java.net.SocketException e) {
            return; // closed by its other end at this moment
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Forwarder::close);
    }
}
