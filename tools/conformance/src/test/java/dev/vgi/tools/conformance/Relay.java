package dev.vgi.tools.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between clients and a worker on this machine: hands bytes on until one of them, or it itself, hangs up. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        daemon(this::accept);
    }

    /** Listens at an address of this machine for a worker that listens at this port of {@code 127.0.0.1}. */
    static Relay to(int target, String address) throws IOException {
        return new Relay(new ServerSocket(0, 50, InetAddress.getByName(address)), target);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many clients have connected so far. */
    int connections() {
        return connections.get();
    }

    /** Hangs up on all that are connected, on both sides; new ones may come. */
    void hangUp() {
        links.forEach(Link::close);
    }

    @Override
    public void close() {
        close(listener);
        hangUp();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.incrementAndGet();
                var link = new Link(client, new Socket("127.0.0.1", target));
                links.add(link);
                daemon(() -> copy(link, link.client, link.worker));
                daemon(() -> copy(link, link.worker, link.client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void copy(Link link, Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has hung up.
        } finally {
            links.remove(link);
            link.close();
        }
    }

    private static void close(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** One client's way to the worker. */
    private record Link(Socket client, Socket worker) {
        private void close() {
            Relay.close(client);
            Relay.close(worker);
        }
    }
}
