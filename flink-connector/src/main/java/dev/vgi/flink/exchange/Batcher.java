package dev.vgi.flink.exchange;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects rows into batches and sends each batch by a free lane. A batch goes when it is full in rows or bytes, when
 * its first row has lingered long enough, or when nothing else is under way: then little would come of waiting, because
 * a caller that bounds its unanswered rows may not be able to add another one. For the same reason it goes when the
 * caller's capacity is used up.
 *
 * <p>Where the lanes are faster than the caller, batches that go as soon as nothing is under way are small ones. So,
 * once several batches have come in quick succession, each waits a little to be filled.
 *
 * <p>Every answer is told once: with what the worker made of the row, or with an error, at the latest after the
 * timeout. Rows are added by one thread, which waits while as many full batches wait as lanes are busy. An answer that
 * has not been told when the batcher is closed is not told any more.
 */
final class Batcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
    private static final long CLOSE_SECONDS = 10;

    /** Rows come quickly where so much of a batch comes within the time that it may wait to be filled. */
    private static final double QUICK_PART = 1.0 / 8;

    /** How many batches must have come quickly before one waits: a caller that waits for answers sends short bursts. */
    private static final int QUICK_BATCHES = 8;

    private final String name;
    private final BatchLimits limits;
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    // Guarded by the lock.
    private final Deque<RowBatch> full = new ArrayDeque<>();
    private @Nullable RowBatch pending;
    private int lastRows;
    private long lastBegan;
    private int quickBatches;
    private int inFlight;
    private int unanswered;
    private boolean capacityLogged;
    private boolean closed;

    /**
     * Starts the lanes.
     *
     * @param name of the method, for messages and threads
     * @param lanes makes one for each batch that may be under way; called on the lane's own thread
     */
    Batcher(String name, BatchLimits limits, Supplier<ExchangeWorker> lanes) {
        this.name = name;
        this.limits = limits;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon("vgi-timeout " + name, task));
        timer.setRemoveOnCancelPolicy(true);
        for (int i = 1; i <= limits.maxInflight(); i++) {
            threads.add(daemon("vgi-exchange " + name + " " + i, () -> run(lanes)));
        }
        threads.forEach(Thread::start);
    }

    private static Thread daemon(String threadName, Runnable task) {
        Thread thread = new Thread(task, threadName);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Adds a row, which must not change any more.
     *
     * @param bytes about how many bytes its values are
     * @throws InterruptedException where the thread is interrupted while it waits for room
     */
    void add(RowData row, long bytes, Answer answer) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (full.size() >= limits.maxInflight() && !closed) {
                room.await();
            }
            if (closed) {
                throw new IllegalStateException("the exchange with " + name + " is closed");
            }
            unanswered++;
            RowBatch batch = pending;
            if (batch == null) {
                batch = startBatch();
                work.signalAll();
            }
            batch.add(row, bytes, answer);
            if (batch.size() >= limits.maxRows() || batch.bytes() >= limits.maxBytes()) {
                full.add(batch);
                leave(batch);
                work.signalAll();
            } else if (unanswered >= limits.capacity()) {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many batches are under way. */
    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    private RowBatch startBatch() {
        RowBatch batch = new RowBatch();
        long began = System.nanoTime();
        double filled = (double) lastRows * limits.fillWait().toNanos() / Math.max(1, began - lastBegan);
        quickBatches = filled >= QUICK_PART * limits.maxRows() ? quickBatches + 1 : 0;
        lastBegan = began;
        pending = batch;
        batch.expiresBy(timer.schedule(() -> expire(batch), limits.timeout().toMillis(), TimeUnit.MILLISECONDS));
        return batch;
    }

    /** Nothing joins the batch any more. */
    private void leave(RowBatch batch) {
        lastRows = batch.size();
        pending = null;
    }

    private void run(Supplier<ExchangeWorker> lanes) {
        ExchangeWorker lane = null;
        try {
            for (RowBatch batch = take(); batch != null; batch = take()) {
                List<? extends Collection<RowData>> results = null;
                Throwable error = null;
                try {
                    if (lane == null) {
                        lane = lanes.get();
                    }
                    results = lane.exchange(batch.rows());
                } catch (Throwable e) {
                    error = e;
                }
                settle(batch);
                if (!isClosed() && batch.claim()) {
                    batch.tell(results, error);
                }
            }
        } finally {
            if (lane != null) {
                lane.close();
            }
        }
    }

    /** The next batch to send, once there is one; null when the batcher is closed. */
    private @Nullable RowBatch take() {
        lock.lock();
        try {
            while (!closed) {
                RowBatch batch = full.poll();
                if (batch == null && pending != null && isDue(pending)) {
                    batch = pending;
                    leave(batch);
                }
                if (batch != null) {
                    inFlight++;
                    room.signal();
                    return batch;
                }
                if (pending == null) {
                    work.await();
                } else {
                    work.awaitNanos(patience().toNanos() - pending.ageNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return null;
    }

    private boolean isDue(RowBatch batch) {
        if (unanswered >= limits.capacity()) {
            logCapacity(batch.size());
            return true;
        }
        return batch.ageNanos() >= patience().toNanos();
    }

    /** How long a batch waits for further rows. */
    private Duration patience() {
        if (inFlight > 0) {
            return limits.linger();
        }
        return quickBatches >= QUICK_BATCHES ? limits.fillWait() : Duration.ZERO;
    }

    private void logCapacity(int size) {
        if (!capacityLogged) {
            capacityLogged = true;
            LOG.warn(
                    "{} is sent {} rows at a time, where {} would fit into a batch (exchange.batch.max-rows), because"
                            + " Flink lets only {} rows wait for their answers at once. {}",
                    name,
                    size,
                    limits.maxRows(),
                    limits.capacity(),
                    limits.capacityHint());
        }
    }

    /** Before the answers are told, so that the rows that they make room for find the batch gone. */
    private void settle(RowBatch batch) {
        lock.lock();
        try {
            inFlight--;
            unanswered -= batch.size();
        } finally {
            lock.unlock();
        }
    }

    /** Rows that come later must not join a batch that is over. */
    private void expire(RowBatch batch) {
        lock.lock();
        try {
            boolean waiting = batch == pending || full.remove(batch);
            if (batch == pending) {
                leave(batch);
            }
            if (waiting) {
                unanswered -= batch.size();
                room.signal();
            }
        } finally {
            lock.unlock();
        }
        if (batch.claim()) {
            batch.tell(
                    null,
                    VgiException.of(
                            Code.DEADLINE_EXCEEDED,
                            name + " has not answered " + batch.size() + " rows within "
                                    + limits.timeout().toMillis()
                                    + " ms. Raise exchange.timeout, send fewer rows at a time"
                                    + " (exchange.batch.max-rows), or start more workers"));
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lanes, also those that wait for the worker, and waits for them. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        timer.shutdownNow();
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
