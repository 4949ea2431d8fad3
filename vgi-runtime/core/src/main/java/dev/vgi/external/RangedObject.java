package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.FetchUrl;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * A large object, fetched by ranges in parallel straight into one piece of memory, and read from its start as they
 * arrive. A range that takes much longer than the others is asked for a second time. Used by one thread.
 */
final class RangedObject implements ByteSource, AutoCloseable {
    private final ObjectRequests requests;
    private final FetchUrl url;
    private final ContentCoding coding;
    private final FetchConfig config;
    private final MemoryScope scope;
    private final Executor executor;
    private final ArrowBuf memory;
    private final long length;
    private final Chunk[] chunks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long[] times;
    private int arrived;
    private int next;
    private int hedges;
    private int running;
    private boolean stopped;
    private @Nullable Throwable failure;
    private long position;
    private long received;

    /**
     * Begins to fetch.
     *
     * @param url behind all redirects
     * @param coding what the ranges are coded with
     */
    RangedObject(
            ObjectRequests requests,
            FetchUrl url,
            long length,
            ContentCoding coding,
            FetchConfig config,
            MemoryScope scope,
            Executor executor) {
        this.requests = requests;
        this.url = url;
        this.length = length;
        this.coding = coding;
        this.config = config;
        this.scope = scope;
        this.executor = executor;
        chunks = new Chunk[(int) ((length + config.chunkBytes - 1) / config.chunkBytes)];
        for (int i = 0; i < chunks.length; i++) {
            long first = (long) i * config.chunkBytes;
            chunks[i] = new Chunk(first, (int) Math.min(config.chunkBytes, length - first));
        }
        times = new long[chunks.length];
        memory = scope.body(length);
        try {
            for (int i = 0; i < Math.min(config.parallelRequests, chunks.length); i++) {
                run(this::fetchChunks);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The bytes that came, those of ranges that were asked for twice included. */
    long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    long length() {
        return length;
    }

    /**
     * Waits for all of it.
     *
     * @param pieces is given the bytes in their order, as they arrive
     * @return the bytes, which stay this object's and change no more
     */
    ArrowBuf whole(Consumer<ByteBuffer> pieces) {
        for (Chunk chunk : chunks) {
            await(chunk);
            pieces.accept(memory.nioBuffer(chunk.first, chunk.length));
        }
        return memory;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position == length) {
            return -1;
        }
        Chunk chunk = chunks[(int) (position / config.chunkBytes)];
        await(chunk);
        int ready = (int) Math.min(chunk.first + chunk.length - position, target.remaining());
        target.put(memory.nioBuffer(position, ready));
        position += ready;
        return ready;
    }

    /** Gives up what has not arrived, waits until nobody writes any more, and frees the memory. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            if (running > 0) {
                requests.abort();
            }
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        for (Chunk chunk : chunks) {
            chunk.dropSpare();
        }
        memory.close();
    }

    private void await(Chunk chunk) {
        lock.lock();
        try {
            while (!chunk.done) {
                if (failure != null) {
                    throw failure instanceof VgiException known
                            ? known
                            : VgiException.of(
                                    Code.INTERNAL, "fetching an externalized batch failed: " + failure, failure);
                }
                long wait = Math.min(requests.deadline().left().toNanos(), hedgeSlowest());
                var unused = changed.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Asks again for ranges that are late; returns after how many nanoseconds to look again. */
    private long hedgeSlowest() {
        if (config.hedgeFactor == 0 || hedges >= config.maxHedges || arrived < 2) {
            return Long.MAX_VALUE;
        }
        long[] sorted = Arrays.copyOf(times, arrived);
        Arrays.sort(sorted);
        long late = Math.max((long) (sorted[arrived / 2] * config.hedgeFactor), config.hedgeAfter.toNanos());
        long now = System.nanoTime();
        long soonest = Long.MAX_VALUE;
        for (Chunk chunk : chunks) {
            if (chunk.since != 0 && !chunk.done && !chunk.hedged && hedges < config.maxHedges) {
                long left = chunk.since + late - now;
                if (left <= 0) {
                    chunk.hedged = true;
                    hedges++;
                    run(() -> hedge(chunk));
                } else {
                    soonest = Math.min(soonest, left);
                }
            }
        }
        return soonest;
    }

    private void run(Runnable task) {
        lock.lock();
        try {
            running++;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    fail(e);
                } finally {
                    ended();
                }
            });
        } catch (Throwable e) {
            ended();
            throw e;
        }
    }

    private void ended() {
        lock.lock();
        try {
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            if (failure == null && !stopped) {
                failure = e;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        requests.abort();
    }

    private void fetchChunks() {
        for (Chunk chunk = nextChunk(); chunk != null; chunk = nextChunk()) {
            ByteBuffer place = memory.nioBuffer(chunk.first, chunk.length);
            for (int attempt = 1; !chunk.done; attempt++) {
                try {
                    load(chunk, place.clear(), Request.FIRST);
                    done(chunk);
                } catch (VgiException e) {
                    if (chunk.takeSpare(place.clear())) {
                        done(chunk);
                    } else if (e.code() != Code.UNAVAILABLE || attempt == config.attempts) {
                        throw e;
                    } else {
                        requests.deadline().pause(config.retryDelay);
                    }
                }
            }
        }
    }

    private @Nullable Chunk nextChunk() {
        lock.lock();
        try {
            if (stopped || failure != null || next == chunks.length) {
                return null;
            }
            Chunk chunk = chunks[next++];
            chunk.since = System.nanoTime();
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    private void done(Chunk chunk) {
        ObjectResponse second;
        lock.lock();
        try {
            chunk.done = true;
            times[arrived++] = System.nanoTime() - chunk.since;
            second = chunk.second;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (second != null) {
            second.abort();
        }
    }

    /**
     * The second request for a range: into memory of its own, because the first may still write to the range's place.
     * It has the first one give up and take what came. Without memory for it there is none.
     */
    private void hedge(Chunk chunk) {
        ArrowBuf spare;
        try {
            spare = scope.body(chunk.length);
        } catch (VgiException e) {
            return;
        }
        try {
            load(chunk, spare.nioBuffer(0, chunk.length), Request.SECOND);
        } catch (VgiException e) {
            // The first request, which is still under way, decides.
            spare.close();
            return;
        } catch (Throwable e) {
            spare.close();
            throw e;
        }
        ObjectResponse first;
        lock.lock();
        try {
            if (chunk.done) {
                spare.close();
                return;
            }
            chunk.spare = spare;
            first = chunk.answer;
        } finally {
            lock.unlock();
        }
        if (first != null) {
            first.abort();
        }
    }

    private enum Request {
        FIRST,
        SECOND
    }

    /** Passes over what came before the range that was asked for. */
    private static void skip(ObjectResponse answer, long bytes) {
        long left = bytes;
        ByteBuffer passed = ByteBuffer.allocate((int) Math.min(64 << 10, left));
        while (left > 0) {
            int count = answer.read(passed.clear().limit((int) Math.min(passed.capacity(), left)));
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    private void load(Chunk chunk, ByteBuffer place, Request which) {
        long last = chunk.first + chunk.length - 1;
        try (ObjectResponse answer =
                requests.get(url, "bytes=" + chunk.first + "-" + last, sent -> chunk.begin(sent, which))) {
            if (answer.status() != 206) {
                throw answer.status() == 200
                        ? VgiException.dataLoss("the store answered with all of " + url + ", expected the range "
                                + chunk.first + "-" + last + " (206)")
                        : answer.refusal();
            }
            ContentRange named = answer.range(chunk.first, last);
            if (named.length() != length || answer.coding() != coding) {
                throw VgiException.dataLoss("the object at " + url + " changed while it was fetched");
            }
            skip(answer, chunk.first - named.first());
            int count = 0;
            while (place.hasRemaining() && count >= 0) {
                count = answer.read(place);
            }
            boolean isMore = named.last() == last && answer.read(ByteBuffer.allocate(1)) >= 0;
            if (place.hasRemaining() || isMore) {
                throw VgiException.dataLoss("the store sent " + (place.hasRemaining() ? "less" : "more")
                        + " than the range " + chunk.first + "-" + last + " of " + url);
            }
            count(answer.received());
        } finally {
            chunk.end(which);
        }
    }

    private void count(long bytes) {
        lock.lock();
        try {
            received += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A range, all of it guarded by the lock. */
    private final class Chunk {
        private final long first;
        private final int length;

        /** When it was first asked for; 0 before. */
        private long since;

        private volatile boolean done;
        private boolean hedged;
        private @Nullable ObjectResponse answer;
        private @Nullable ObjectResponse second;
        private @Nullable ArrowBuf spare;

        private Chunk(long first, int length) {
            this.first = first;
            this.length = length;
        }

        /** Notes what to abort when the range comes by the other request, which may have happened meanwhile. */
        private void begin(ObjectResponse begun, Request which) {
            boolean wanted;
            lock.lock();
            try {
                if (which == Request.SECOND) {
                    second = begun;
                    wanted = !done;
                } else {
                    answer = begun;
                    wanted = spare == null;
                }
            } finally {
                lock.unlock();
            }
            if (!wanted) {
                begun.abort();
            }
        }

        private void end(Request which) {
            lock.lock();
            try {
                if (which == Request.SECOND) {
                    second = null;
                } else {
                    answer = null;
                }
            } finally {
                lock.unlock();
            }
        }

        /** Copies what came by the second request, where it did. */
        private boolean takeSpare(ByteBuffer place) {
            ArrowBuf taken;
            lock.lock();
            try {
                taken = spare;
                spare = null;
            } finally {
                lock.unlock();
            }
            if (taken == null) {
                return false;
            }
            try (taken) {
                place.put(taken.nioBuffer(0, length));
            }
            return true;
        }

        private void dropSpare() {
            if (spare != null) {
                spare.close();
                spare = null;
            }
        }
    }
}
