package dev.vgi.server.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for the connections that nobody works on. A new one costs no place before its client has said something;
 * then it waits for a place among those that are served, and is told where it gets none.
 */
final class Arrivals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    /** So many may say nothing for as long as between two calls; where there are more, they have less time. */
    private static final int FEW_SILENT = 256;

    /** Where more say nothing, the oldest of them is hung up on. */
    private static final int MOST_SILENT = 1024;

    /** Where more wait for a place, the next is told at once. */
    private static final int MOST_WAITING = 1024;

    /** How long a client that was told may take to hang up, before which it could lose what it was told. */
    private static final long TOLD_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LONGEST_TICK_MILLIS = 1_000;
    private static final long SHORTEST_TICK_MILLIS = 10;

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final AtomicInteger places;
    private final long silentNanos;
    private final long crowdedSilentNanos;
    private final long waitNanos;
    private final long tickMillis;
    private final Host host;
    private final Set<Arrival> silent = new LinkedHashSet<>();
    private final Queue<Arrival> waiting = new ArrayDeque<>();
    private final Set<Arrival> refused = new LinkedHashSet<>();
    private final ByteBuffer discarded = ByteBuffer.allocate(64 << 10);
    private final Thread thread;
    private volatile boolean listening = true;
    private volatile boolean closed;

    /** A connection, and since when it is what it is. */
    private static final class Arrival {
        private final SocketChannel channel;
        private final SelectionKey key;
        private long since = System.nanoTime();

        private Arrival(SocketChannel channel, Selector selector) throws IOException {
            this.channel = channel;
            this.key = channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    /** What becomes of connections. */
    interface Host {
        /** There is another connection. */
        void accepted();

        /**
         * Serves a connection, on another thread, which calls {@link Arrivals#release()} after it. Where this throws,
         * the connection is not served, and {@link #dropped()}.
         */
        void serve(SocketChannel channel);

        /** A connection is gone that was never served. */
        void dropped();

        /** Time has passed. */
        void tick(long now);

        /** What a client is told that gets no place. */
        ByteBuffer refusal();
    }

    /** Takes the listener over. */
    Arrivals(String name, ServerSocketChannel listener, StreamServerConfig config, Host host) throws IOException {
        this.listener = listener;
        this.selector = Selector.open();
        this.places = new AtomicInteger(config.maxConnections());
        this.silentNanos = nanos(config.connectionIdleTimeout());
        this.crowdedSilentNanos = Math.min(silentNanos, nanos(config.requestTimeout()));
        this.waitNanos = nanos(config.waitTimeout());
        this.tickMillis = Math.max(
                SHORTEST_TICK_MILLIS,
                Math.min(
                        LONGEST_TICK_MILLIS,
                        TimeUnit.NANOSECONDS.toMillis(Math.min(crowdedSilentNanos, waitNanos)) / 4));
        this.host = host;
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    private static long nanos(Duration limit) {
        return limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
    }

    void start() {
        thread.start();
    }

    /** A connection that was served has ended. */
    void release() {
        places.incrementAndGet();
        selector.wakeup();
    }

    /** Accepts no more. */
    void stopListening() {
        listening = false;
        selector.wakeup();
    }

    private void run() {
        try (selector;
                listener) {
            while (!closed) {
                try {
                    turn();
                } catch (Throwable e) {
                    // Whatever it is, the connections to come have no other thread.
                    LOG.error("looking after connections failed, and goes on", e);
                    pause();
                }
            }
            silent.forEach(this::hangUp);
            waiting.forEach(this::hangUp);
            refused.forEach(this::hangUp);
        } catch (IOException e) {
            LOG.debug("closing a listener", e);
        }
    }

    private void turn() throws IOException {
        selector.select(this::ready, tickMillis);
        if (!listening && listener.isOpen()) {
            listener.close();
        }
        boolean served = true;
        while (served && !waiting.isEmpty() && tryPlace()) {
            served = handOver(waiting.remove());
        }
        long now = System.nanoTime();
        expire(now);
        host.tick(now);
    }

    private boolean tryPlace() {
        if (places.get() > 0) {
            // Only this thread takes places.
            places.decrementAndGet();
            return true;
        }
        return false;
    }

    private void ready(SelectionKey key) {
        try {
            if (!key.isValid()) {
                return;
            }
            if (key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof Arrival arrival) {
                heard(arrival);
            }
        } catch (Throwable e) {
            LOG.warn("cannot accept a connection", e);
            pause();
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            host.accepted();
            try {
                channel.configureBlocking(false);
                silent.add(new Arrival(channel, selector));
            } catch (Throwable e) {
                LOG.debug("a connection is lost", e);
                channel.close();
                host.dropped();
            }
            if (silent.size() > MOST_SILENT) {
                hangUpFirst(silent);
            }
        }
    }

    /** Out of file descriptors or threads, most likely: some will be free again. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void heard(Arrival arrival) {
        if (silent.remove(arrival)) {
            arrival.since = System.nanoTime();
            arrival.key.interestOps(0);
            waiting.add(arrival);
            if (waiting.size() > MOST_WAITING) {
                waiting.remove(arrival);
                refuse(arrival);
            }
        } else if (refused.contains(arrival) && hasHungUp(arrival.channel)) {
            refused.remove(arrival);
            hangUp(arrival);
        }
    }

    private boolean hasHungUp(SocketChannel channel) {
        try {
            int count = channel.read(discarded.clear());
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Returns whether the next may be served as well; there may be no thread just now. */
    private boolean handOver(Arrival arrival) {
        try {
            arrival.key.cancel();
            arrival.channel.configureBlocking(true);
            host.serve(arrival.channel);
            return true;
        } catch (Throwable e) {
            LOG.error("a connection cannot be served, and is closed", e);
            places.incrementAndGet();
            hangUp(arrival);
            pause();
            return false;
        }
    }

    private void refuse(Arrival arrival) {
        try {
            arrival.channel.write(host.refusal());
            if (arrival.channel.isOpen()) {
                arrival.channel.shutdownOutput();
                arrival.since = System.nanoTime();
                arrival.key.interestOps(SelectionKey.OP_READ);
                refused.add(arrival);
            }
        } catch (Throwable e) {
            LOG.debug("a client is not told that there is no place", e);
            hangUp(arrival);
        }
    }

    private void expire(long now) {
        while (isLate(silent.iterator(), now, silent.size() > FEW_SILENT ? crowdedSilentNanos : silentNanos)) {
            hangUpFirst(silent);
        }
        while (isLate(waiting.iterator(), now, waitNanos)) {
            refuse(waiting.remove());
        }
        while (isLate(refused.iterator(), now, TOLD_WITHIN_NANOS)) {
            hangUpFirst(refused);
        }
    }

    /** Whether the first has been there for too long. */
    private static boolean isLate(Iterator<Arrival> arrivals, long now, long limit) {
        return arrivals.hasNext() && now - arrivals.next().since > limit;
    }

    private void hangUpFirst(Set<Arrival> arrivals) {
        var iterator = arrivals.iterator();
        Arrival first = iterator.next();
        iterator.remove();
        hangUp(first);
    }

    private void hangUp(Arrival arrival) {
        try {
            arrival.channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection", e);
        }
        host.dropped();
    }

    /** Hangs up on all connections that are not served, and waits until nothing listens any more. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
