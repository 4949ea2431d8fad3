package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.ErrorKind;
import dev.vgi.Limits;
import dev.vgi.Message;
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

/** Holds the connections to one worker: at most so many at once; the one used last is used next. Thread-safe. */
final class ConnectionPool implements AutoCloseable {
    private final Connector connector;
    private final Limits limits;
    private final Duration connectTimeout;
    private final int most;
    private final Semaphore permits;
    private final Deque<StreamConnection> idle = new ArrayDeque<>();
    private final Set<StreamConnection> open = new HashSet<>();
    private final ReadTimeoutMonitor watchdog = new ReadTimeoutMonitor(this::closeIdle);
    private boolean closed;

    ConnectionPool(Connector connector, Limits limits, Duration connectTimeout, int most) {
        this.connector = connector;
        this.limits = limits;
        this.connectTimeout = connectTimeout;
        this.most = most;
        this.permits = new Semaphore(most, true);
    }

    /** Takes a connection for one call, waiting at most {@code limit} for a free one; zero waits for ever. */
    StreamConnection borrow(Duration limit) {
        acquire(limit);
        try {
            for (StreamConnection last = pollIdle(); last != null; last = pollIdle()) {
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
     * Takes back a connection between two calls. It is kept, unless another may be waiting for the worker to lose one,
     * or the worker has said more than was asked for: the next call would take that for its answer.
     */
    void giveBack(StreamConnection connection) {
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
    void giveUp(StreamConnection connection) {
        discard(connection);
        permits.release();
    }

    /** Closes connections that have been idle for long: those at the end of the queue. */
    private void closeIdle() {
        Duration limit = connector.idleLimit();
        if (limit.isZero()) {
            return;
        }
        List<StreamConnection> unused = new ArrayList<>();
        synchronized (this) {
            for (StreamConnection last = idle.peekLast();
                    last != null && last.isIdleFor(limit);
                    last = idle.peekLast()) {
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
                                Message.of(
                                        "all " + most + " connections to " + connector.address() + " were in use for "
                                                + Durations.text(limit) + " (",
                                        connector.limitOption(),
                                        ", and ",
                                        ClientOption.SILENCE,
                                        " for the wait)"))
                        .url(connector.address())
                        .build();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted while waiting for a connection", e);
        }
    }

    private StreamConnection connect() {
        StreamConnection connection;
        try {
            connection = new StreamConnection(connector.connect(connectTimeout), connector.address(), limits);
        } catch (ClosedByInterruptException e) {
            throw VgiException.of(Code.CANCELLED, "interrupted while connecting to " + connector.address(), e);
        } catch (IOException e) {
            throw VgiException.builder(
                            Code.UNAVAILABLE, "no connection to " + connector.address() + ": " + e.getMessage())
                    .kind(ErrorKind.WORKER_NOT_REACHED)
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

    private synchronized @Nullable StreamConnection pollIdle() {
        if (closed) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the client is closed");
        }
        return idle.pollFirst();
    }

    private void discard(StreamConnection connection) {
        connection.close();
        watchdog.forget(connection);
        synchronized (this) {
            open.remove(connection);
        }
    }

    @Override
    public void close() {
        Set<StreamConnection> last;
        synchronized (this) {
            closed = true;
            idle.clear();
            last = Set.copyOf(open);
            open.clear();
        }
        last.forEach(StreamConnection::close);
        watchdog.close();
        connector.close();
    }
}
