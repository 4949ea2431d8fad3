package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Externalized;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A producer whose pointer batches are fetched. From the first pointer on, as many as the call's {@code prefetchBatches}
 * are read ahead on another thread and are in flight together; they are handed out in their order, each with its log
 * lines before it. A stream without pointers is read as if this were not there. One that has failed stays failed.
 *
 * <p>Used by one thread at a time, but that it may be closed while another waits for a batch, which then fails.
 */
public final class ResolvedProducing implements Producing {
    /** How long a read that nobody waits for any more may go on before it is interrupted. */
    private static final long WIND_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Resolver resolver;
    private final Memory memory;
    private final Request request;
    private final OrderedLogs logs;
    private final Opening opening;
    private final ExternalTally tally = new ExternalTally();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Delivery> ahead = new ArrayDeque<>();
    private Producing stream;
    private @Nullable MemoryScope scope;
    private @Nullable Schema schema;
    private @Nullable Position position;
    private @Nullable Thread reader;
    private boolean reading;
    private boolean interrupted;
    private boolean last;
    private boolean closed;
    private @Nullable RuntimeException failure;

    private ResolvedProducing(Resolver resolver, Memory memory, Request request, OrderedLogs logs, Opening opening) {
        this.resolver = resolver;
        this.memory = memory;
        this.request = request.withOptions(request.options().withLogs(logs));
        this.logs = logs;
        this.opening = opening;
        stream = opening.open(this.request);
        position = stream.position();
    }

    /** How a stream is opened whose pointer batches come as they are. */
    public interface Opening {
        Producing open(Request request);

        /**
         * Leaves a stream without telling the worker, and opens it again at a position; null where that cannot be, and
         * the stream is as before.
         */
        default @Nullable Producing reopen(Producing left, Request request, Position position) {
            return null;
        }
    }

    /** Opens a stream, which the caller closes before the resolver. */
    public static Producing open(Resolver resolver, Memory memory, Request request, Opening opening) {
        return new ResolvedProducing(
                resolver, memory, request, new OrderedLogs(request.options().logs()), opening);
    }

    @Override
    public @Nullable Batch header() {
        return stream.header();
    }

    @Override
    public Schema schema() {
        if (schema == null) {
            schema = stream.schema();
        }
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        return next(Metadata.EMPTY);
    }

    @Override
    public @Nullable Batch next(Metadata tick) {
        if (failure != null) {
            throw failure;
        }
        try {
            Delivery delivery = take(tick);
            Batch batch = opened(delivery);
            position = delivery.after;
            return batch;
        } catch (RuntimeException e) {
            if (!isMisuse(e, tick)) {
                // What comes after a batch that is missing is not the stream.
                failure = e;
            }
            throw e;
        }
    }

    private @Nullable Batch opened(Delivery delivery) {
        try {
            logs.handOn(delivery.logs);
            if (delivery.failure != null) {
                throw delivery.failure;
            }
            return delivery.pending == null ? delivery.batch : fetched(delivery, delivery.pending);
        } catch (Throwable e) {
            delivery.drop();
            throw e;
        }
    }

    /** Whether a tick was refused on this side, so that the stream is as before. */
    private static boolean isMisuse(Throwable e, Metadata tick) {
        return !tick.isEmpty()
                && e instanceof VgiException refused
                && refused.code() == Code.FAILED_PRECONDITION
                && !refused.isRemote();
    }

    @Override
    public @Nullable Position position() {
        return position;
    }

    @Override
    public Externalized externalized() {
        return tally.total().plus(stream.externalized());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            stopReading();
        } finally {
            try {
                stream.close();
            } finally {
                if (scope != null) {
                    scope.close();
                }
            }
        }
    }

    private Delivery take(Metadata tick) {
        lock.lock();
        try {
            requireOpen();
            if (!ahead.isEmpty() || reading) {
                return awaitAhead(tick);
            }
            begin();
        } finally {
            lock.unlock();
        }
        Delivery delivery = read(tick);
        lock.lock();
        try {
            end();
            requireOpen();
            if (delivery.pending != null) {
                schema();
                readAhead();
            }
            return delivery;
        } catch (Throwable e) {
            delivery.drop();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Delivery awaitAhead(Metadata tick) {
        if (!tick.isEmpty()) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "the next turn is under way already, so metadata comes too late for it. Set prefetchBatches=0");
        }
        readAhead();
        try {
            while (ahead.isEmpty() && !closed) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        }
        requireOpen();
        Delivery delivery = ahead.remove();
        if (delivery.pending != null) {
            readAhead();
        }
        return delivery;
    }

    private void requireOpen() {
        if (closed) {
            throw VgiException.of(Code.CANCELLED, "the stream was closed");
        }
    }

    /** The calling thread is about to read. */
    private void begin() {
        reading = true;
        reader = Thread.currentThread();
    }

    /** The calling thread reads no more. An interrupt that came too late is not for what it does next. */
    private void end() {
        reading = false;
        reader = null;
        if (interrupted) {
            interrupted = false;
            var unused = Thread.interrupted();
        }
        changed.signalAll();
    }

    /** Has another thread read on, where there is room. */
    private void readAhead() {
        if (!reading && !last && ahead.size() < request.options().prefetchBatches()) {
            reading = true;
            try {
                resolver.execute(this::readOn);
            } catch (Throwable e) {
                reading = false;
                throw e;
            }
        }
    }

    private void readOn() {
        lock.lock();
        try {
            reader = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        boolean goesOn = true;
        while (goesOn) {
            List<LogMessage> lines = logs.collect();
            Delivery delivery = read(Metadata.EMPTY).withLogs(lines);
            logs.collected();
            lock.lock();
            try {
                ahead.add(delivery);
                goesOn = !closed
                        && !last
                        && delivery.pending != null
                        && ahead.size() < request.options().prefetchBatches();
                if (goesOn) {
                    changed.signalAll();
                } else {
                    end();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private Delivery read(Metadata tick) {
        Position before = null;
        try {
            before = stream.position();
            Batch batch = tick.isEmpty() ? stream.next() : stream.next(tick);
            Position after = stream.position();
            last |= batch == null;
            return batch != null && Resolver.isPointer(batch)
                    ? new Delivery(null, resolver.start(batch, scope()), null, before, after, List.of())
                    : new Delivery(batch, null, null, before, after, List.of());
        } catch (RuntimeException | Error e) {
            last |= !isMisuse(e, tick);
            RuntimeException failed = e instanceof RuntimeException known
                    ? known
                    : VgiException.of(Code.INTERNAL, "reading a stream failed: " + e, e);
            return new Delivery(null, null, failed, before, before, List.of());
        }
    }

    private MemoryScope scope() {
        if (scope == null) {
            scope = memory.scope(
                    "externalized batches of " + request.protocol() + "/" + request.method(),
                    request.options().allocatorBytes());
        }
        return scope;
    }

    private Batch fetched(Delivery delivery, PendingBatch pending) {
        FetchedBatch fetched;
        try (pending) {
            fetched = pending.take();
        } catch (VgiException e) {
            fetched = again(delivery, e);
        }
        tally.add(fetched.cost());
        try {
            logs.handOn(fetched.logs());
            return fetched.batch();
        } catch (Throwable e) {
            fetched.close();
            throw e;
        }
    }

    /** Asks the worker, once, for a batch whose URL has expired. */
    private FetchedBatch again(Delivery delivery, VgiException failure) {
        if (!failure.kind().equals(Resolver.URL_EXPIRED) || delivery.before == null) {
            throw failure;
        }
        stopReading();
        Producing opened = opening.reopen(stream, request, delivery.before);
        if (opened == null) {
            last = true;
            throw failure;
        }
        stream = opened;
        last = false;
        Delivery second = read(Metadata.EMPTY);
        if (second.failure != null) {
            throw second.failure;
        }
        if (second.pending == null) {
            Batch batch = second.batch;
            if (batch == null) {
                throw failure;
            }
            return new FetchedBatch(batch, List.of(), Externalized.NONE);
        }
        try (PendingBatch pending = second.pending) {
            return pending.take();
        }
    }

    /** Ends the reading ahead, and drops what it has read. */
    private void stopReading() {
        lock.lock();
        try {
            boolean was = closed;
            closed = true;
            long left = WIND_UP_NANOS;
            boolean woken = false;
            while (reading) {
                try {
                    left = changed.awaitNanos(Math.max(left, 1));
                } catch (InterruptedException e) {
                    woken = true;
                }
                if (left <= 0 && reader != null) {
                    interrupted = true;
                    reader.interrupt();
                    left = WIND_UP_NANOS;
                }
            }
            closed = was;
            ahead.forEach(Delivery::drop);
            ahead.clear();
            if (woken) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a read gave: a batch, one that is being fetched, the end (none of them), or a failure.
     *
     * @param before where the stream stood, to have the batch once more
     * @param after where it goes on
     * @param logs the lines that came before it, where they were not handed on at once
     */
    private record Delivery(
            @Nullable Batch batch,
            @Nullable PendingBatch pending,
            @Nullable RuntimeException failure,
            @Nullable Position before,
            @Nullable Position after,
            List<LogMessage> logs) {
        private Delivery withLogs(List<LogMessage> lines) {
            return new Delivery(batch, pending, failure, before, after, lines);
        }

        private void drop() {
            if (batch != null) {
                batch.close();
            }
            if (pending != null) {
                pending.close();
            }
        }
    }
}
