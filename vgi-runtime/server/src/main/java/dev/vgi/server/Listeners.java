package dev.vgi.server;

import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The open transports of one server. */
final class Listeners implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Listener> open = new ArrayList<>();
    private boolean closed;

    synchronized void open(List<ListenerFactory> transports, Dispatcher services, External external) {
        if (closed || !open.isEmpty()) {
            throw new IllegalStateException("the server was " + (closed ? "closed" : "started before"));
        }
        try {
            for (ListenerFactory transport : transports) {
                open.add(transport.open(services, external, ended::countDown));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    synchronized List<String> addresses() {
        return open.stream().map(Listener::address).flatMap(Stream::ofNullable).toList();
    }

    synchronized void drain(boolean value) {
        open.forEach(listener -> listener.drain(value));
    }

    synchronized int sessions() {
        return open.stream().mapToInt(Listener::sessions).sum();
    }

    void join() throws InterruptedException {
        ended.await();
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(Listener::close);
        open.clear();
        ended.countDown();
    }
}
