package dev.vgi.client.stream;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.Setting;
import dev.vgi.VgiException;
import dev.vgi.transport.Connector;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections to one worker: at most so many at once, the one used last is used next. Thread-safe. */
final class ConnectionPool implements AutoCloseable {
    private final Connector connector;
    private final Limits limits;
    private final Duration connectTimeout;
    private final int most;
    private final Semaphore permits;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> open = new HashSet<>();
    private final Watchdog watchdog = new Watchdog(this::closeIdle);
    private boolean closed;

    ConnectionPool(Connector connector, Limits limits, Duration connectTimeout, int most) {
        this.connector = connector;
        this.limits = limits;
        this.connectTimeout = connectTimeout;
        this.most = most;
        this.permits = new Semaphore(most, true);
    }

    /** A connection for one call, waiting at most {@code limit} for a free one; zero waits for ever. */
    Connection borrow(Duration limit) {
        acquire(limit);
        try {
            for (Connection last = pollIdle(); last != null; last = pollIdle()) {
                if (!last.isStale()) {
                    return last;
                }
                discard(last);
            }
            return connect();
        } catch (Throwable e) {
            permits.release();
            throw e;
        }
    }

    /**
     * Takes back a connection between two calls. It is kept, unless another may be waiting for the worker to lose one, or
     * the worker has said more than was asked for: the next call would take that for its answer.
     */
    void giveBack(Connection connection) {
        connection.idle();
        boolean kept;
        synchronized (this) {
            kept = !closed
                    && !connection.isClosed()
                    && !connection.reader().hasSurplus()
                    && !(connector.mayQueue() && open.stream().anyMatch(other -> !other.isAnswered()));
            if (kept) {
                idle.addFirst(connection);
            }
        }
        if (!kept) {
            discard(connection);
        }
        permits.release();
    }

    /** Takes back a connection that can carry no further call. */
    void giveUp(Connection connection) {
        discard(connection);
        permits.release();
    }

    /** Closes what nobody has used for long: those at the end of the queue. */
    private void closeIdle() {
        Duration limit = connector.idleLimit();
        if (limit.isZero()) {
            return;
        }
        List<Connection> unused = new ArrayList<>();
        synchronized (this) {
            for (Connection last = idle.peekLast(); last != null && last.isIdleFor(limit); last = idle.peekLast()) {
                unused.add(idle.removeLast());
            }
        }
        unused.forEach(this::discard);
    }

    private void acquire(Duration limit) {
        try {
            if (limit.isZero()) {
                permits.acquire();
            } else if (!permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw VgiException.builder(
                                Code.RESOURCE_EXHAUSTED,
                                "all " + most + " connections to " + connector.address() + " were in use for " + limit
                                        + " (" + connector.limitOption() + ", and " + Setting.SILENCE
                                        + " for the wait)")
                        .url(connector.address())
                        .build();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted while waiting for a connection", e);
        }
    }

    private Connection connect() {
        Connection connection;
        try {
            connection = new Connection(connector.connect(connectTimeout), connector.address(), limits);
        } catch (ClosedByInterruptException e) {
            throw VgiException.of(Code.CANCELLED, "interrupted while connecting to " + connector.address(), e);
        } catch (IOException e) {
            throw VgiException.builder(
                            Code.UNAVAILABLE, "no connection to " + connector.address() + ": " + e.getMessage())
                    .kind(VgiException.NOT_REACHED)
                    .cause(e)
                    .url(connector.address())
                    .build();
        }
        synchronized (this) {
            if (!closed) {
                open.add(connection);
                watchdog.watch(connection);
                return connection;
            }
        }
        connection.close();
        throw VgiException.of(Code.FAILED_PRECONDITION, "the client is closed");
    }

    private synchronized @Nullable Connection pollIdle() {
        if (closed) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the client is closed");
        }
        return idle.pollFirst();
    }

    private void discard(Connection connection) {
        connection.close();
        watchdog.forget(connection);
        synchronized (this) {
            open.remove(connection);
        }
    }

    @Override
    public void close() {
        Set<Connection> last;
        synchronized (this) {
            closed = true;
            idle.clear();
            last = Set.copyOf(open);
            open.clear();
        }
        last.forEach(Connection::close);
        watchdog.close();
        connector.close();
    }
}
