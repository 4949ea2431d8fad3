package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A producer whose pointer batches are fetched. From the first pointer on, as many as the call's
 * {@code prefetchBatches} are read ahead on another thread and are in flight together; they are handed out in their
 * order, each with its log lines before it. A pointer's URL expires, so none waits to be read: no more are asked for
 * than there is {@linkplain ReadAhead room} to fetch at once, and where the caller takes his time, what was asked for
 * before is read on another thread as well. Beyond that a stream without pointers is read as if this were not there.
 * One that has failed stays failed.
 *
 * <p>Used by one thread at a time, but that it may be closed while another waits for a batch, which then fails.
 */
public final class ResolvedProducerStream implements Producing {
    /** After so long away from the stream a caller is taken to be slow. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How long a read that nobody waits for any more may go on before it is interrupted. */
    private static final long WIND_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Resolver resolver;
    private final Memory memory;
    private final Request request;
    private final OrderedLogs logs;
    private final Opening opening;
    private final ExternalFetchCounter tally = new ExternalFetchCounter();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReadAhead ahead;
    private final Future<?> watch;
    private Producing stream;
    private @Nullable MemoryScope scope;
    private volatile @Nullable Schema schema;

    /** Whether pointers have come. */
    private boolean pointers;

    /** Whether the caller is elsewhere, and since when. */
    private boolean away = true;

    private long since;
    private boolean slow;

    private @Nullable Position position;
    private @Nullable Thread reader;
    private boolean reading;
    private boolean interrupted;
    private boolean last;
    private boolean closed;
    private @Nullable RuntimeException failure;

    private ResolvedProducerStream(
            Resolver resolver, Memory memory, Request request, OrderedLogs logs, Opening opening) {
        this.resolver = resolver;
        this.memory = memory;
        this.request = request.withOptions(request.options().withLogs(logs));
        this.logs = logs;
        this.opening = opening;
        stream = opening.open(this.request);
        // The time that it took to open is not the caller's.
        since = System.nanoTime();
        position = stream.position();
        ahead = new ReadAhead(request.options().allocatorBytes(), resolver.maxFetchBytes());
        try {
            watch = resolver.watch(this::readOnForSlowCaller);
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
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
        return new ResolvedProducerStream(
                resolver, memory, request, new OrderedLogs(request.options().logs()), opening);
    }

    @Override
    public @Nullable Batch header() {
        return stream.header();
    }

    @Override
    public Schema schema() {
        Schema known = schema;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            while (reading) {
                changed.await();
            }
            ReadResult first = ahead.first();
            if (first != null && first.failure() != null) {
                throw first.failure();
            }
            begin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } finally {
            lock.unlock();
        }
        try {
            known = stream.schema();
            schema = known;
            return known;
        } finally {
            lock.lock();
            try {
                end();
            } finally {
                lock.unlock();
            }
        }
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
            ReadResult delivery = take(tick);
            Batch batch = opened(delivery);
            position = delivery.after();
            return batch;
        } catch (RuntimeException e) {
            if (!isMisuse(e, tick)) {
                // What comes after a batch that is missing is not the stream.
                failure = e;
            }
            throw e;
        } finally {
            lock.lock();
            try {
                away = true;
                since = System.nanoTime();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Batch opened(ReadResult delivery) {
        try {
            logs.handOn(delivery.logs());
            if (delivery.failure() != null) {
                throw delivery.failure();
            }
            return delivery.pending() == null ? delivery.batch() : fetched(delivery, delivery.pending());
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
    public ExternalFetchStats externalized() {
        return tally.total().plus(stream.externalized());
    }

    /**
     * Closes the stream, and drops what was read ahead.
     *
     * @throws VgiException FAILED_PRECONDITION where all that was handed out was a header
     */
    @Override
    public void close() {
        watch.cancel(false);
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
        RuntimeException misread = null;
        try {
            misread = stopReading();
        } finally {
            try {
                stream.close();
            } finally {
                if (scope != null) {
                    scope.close();
                }
            }
        }
        if (misread != null) {
            throw misread;
        }
    }

    private ReadResult take(Metadata tick) {
        lock.lock();
        try {
            requireOpen();
            slow = System.nanoTime() - since >= SLOW_NANOS;
            away = false;
            if (!ahead.isEmpty() || reading) {
                return awaitAhead(tick);
            }
            begin();
            stream.askAhead(!pointers);
        } finally {
            lock.unlock();
        }
        ReadResult delivery = read(tick);
        lock.lock();
        try {
            end();
            requireOpen();
            took(delivery);
            return delivery;
        } catch (Throwable e) {
            delivery.drop();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private ReadResult awaitAhead(Metadata tick) {
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
        ReadResult delivery = ahead.remove();
        took(delivery);
        return delivery;
    }

    /** What the caller gets next is known: the time to see to what follows. */
    private void took(ReadResult delivery) {
        pointers |= delivery.pending() != null;
        ahead.taken(delivery);
        readAhead();
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

    /** Has another thread read on, where there is reason to and room. */
    private void readAhead() {
        if (!reading && (pointers || slow) && mayReadOn()) {
            readOnElsewhere();
        }
    }

    private void readOnForSlowCaller() {
        lock.lock();
        try {
            boolean isSlow = away && System.nanoTime() - since >= SLOW_NANOS;
            if (isSlow && !reading && stream.isUnderWay() && mayReadOn()) {
                readOnElsewhere();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where the client was closed meanwhile nothing is read ahead: what the caller asks for next tells. */
    private void readOnElsewhere() {
        reading = true;
        try {
            resolver.execute(this::readOn);
        } catch (VgiException closed) {
            reading = false;
        } catch (Throwable e) {
            reading = false;
            throw e;
        }
    }

    /** Whether the next batch may be read before the caller asks for it; where it is under way it should be. */
    private boolean mayReadOn() {
        if (closed || last || !ahead.hasRoomToRead()) {
            return false;
        }
        return stream.isUnderWay()
                || (ahead.size() < request.options().prefetchBatches() && (!pointers || ahead.hasRoomToFetch()));
    }

    private void readOn() {
        lock.lock();
        try {
            reader = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        stream.askAhead(false);
        boolean goesOn = true;
        while (goesOn) {
            List<LogMessage> lines = logs.collect();
            ReadResult delivery = read(Metadata.EMPTY).withLogs(lines);
            logs.collected();
            lock.lock();
            try {
                goesOn = false;
                pointers |= delivery.pending() != null;
                ahead.add(delivery);
                goesOn = mayReadOn();
            } finally {
                if (goesOn) {
                    changed.signalAll();
                } else {
                    end();
                }
                lock.unlock();
            }
        }
    }

    private ReadResult read(Metadata tick) {
        Position before = null;
        try {
            before = stream.position();
            Batch batch = tick.isEmpty() ? stream.next() : stream.next(tick);
            Position after = stream.position();
            last |= batch == null;
            if (batch != null && schema == null) {
                schema = stream.schema();
            }
            return batch != null && Resolver.isPointer(batch)
                    ? new ReadResult(null, resolver.pending(batch, scope()), null, before, after, List.of())
                    : new ReadResult(batch, null, null, before, after, List.of());
        } catch (RuntimeException | Error e) {
            last |= !isMisuse(e, tick);
            RuntimeException failed = e instanceof RuntimeException known
                    ? known
                    : VgiException.of(Code.INTERNAL, "reading a stream failed: " + e, e);
            return new ReadResult(null, null, failed, before, before, List.of());
        }
    }

    private MemoryScope scope() {
        MemoryScope open = scope;
        if (open == null) {
            open = memory.scope(
                    "externalized batches of " + request.protocol() + "/" + request.method(),
                    request.options().allocatorBytes());
            scope = open;
            ahead.fetchesInto(open);
        }
        return open;
    }

    private Batch fetched(ReadResult delivery, PendingBatch pending) {
        FetchedBatch fetched;
        try (pending) {
            fetched = taken(pending);
        } catch (VgiException e) {
            fetched = again(delivery, e);
        }
        tally.add(fetched.cost());
        lock.lock();
        try {
            ahead.fetched(fetched);
            readAhead();
        } finally {
            lock.unlock();
        }
        try {
            logs.handOn(fetched.logs());
            return fetched.batch();
        } catch (Throwable e) {
            fetched.close();
            throw e;
        }
    }

    /** Waits for a batch; where its memory is taken by those that are not asked for yet, they give way. */
    private FetchedBatch taken(PendingBatch pending) {
        try {
            return pending.take();
        } catch (VgiException e) {
            if (!e.kind().equals(ErrorKind.MEMORY_EXHAUSTED)) {
                throw e;
            }
        }
        makeWay(true);
        try {
            return pending.take();
        } finally {
            makeWay(false);
        }
    }

    private void makeWay(boolean value) {
        lock.lock();
        try {
            ahead.makeWay(value);
        } finally {
            lock.unlock();
        }
    }

    /** Asks the worker, once, for a batch whose URL has expired. */
    private FetchedBatch again(ReadResult delivery, VgiException failure) {
        if (!failure.kind().equals(ErrorKind.EXTERNAL_URL_EXPIRED) || delivery.before() == null) {
            throw failure;
        }
        stopReading();
        Producing opened = opening.reopen(stream, request, delivery.before());
        if (opened == null) {
            last = true;
            throw failure;
        }
        opened.askAhead(false);
        stream = opened;
        last = false;
        ReadResult second = read(Metadata.EMPTY);
        if (second.failure() != null) {
            throw second.failure();
        }
        if (second.pending() == null) {
            Batch batch = second.batch();
            if (batch == null) {
                throw failure;
            }
            return new FetchedBatch(batch, List.of(), ExternalFetchStats.NONE);
        }
        try (PendingBatch pending = second.pending()) {
            return pending.take();
        }
    }

    /**
     * Ends the reading ahead, and drops what it has read. Returns what it has found out of the batch that was handed
     * out: that it was a header; null where it has not.
     */
    private @Nullable RuntimeException stopReading() {
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
            ReadResult next = ahead.first();
            ahead.drop();
            if (woken) {
                Thread.currentThread().interrupt();
            }
            return next != null
                            && next.failure() instanceof VgiException found
                            && found.kind().equals(ErrorKind.HEADER_TAKEN_FOR_ROWS)
                    ? found
                    : null;
        } finally {
            lock.unlock();
        }
    }
}
