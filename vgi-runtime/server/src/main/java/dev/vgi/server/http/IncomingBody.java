package dev.vgi.server.http;

import dev.vgi.Durations;
import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A request's body. Its first bytes are awaited without a thread; the rest is read on the thread that serves the
 * request, which a client must not hold for long: a body that is silent, or comes in drips, is given up with a
 * {@link RequestAbortedException}. Used by one thread at a time.
 */
final class IncomingBody implements ByteSource, AutoCloseable {
    /** A body of no more bytes never holds a thread before it is whole. */
    private static final int EARLY = 64 << 10;

    private static final int SMALLEST_EARLY = 1 << 10;

    private final Request request;
    private final Duration silence;
    private final int slowest;
    private byte[] early = {};
    private int earlyEnd;
    private int earlyRead;
    private Content.@Nullable Chunk current;
    private @Nullable RequestAbortedException failure;
    private Runnable whenEnded = () -> {};
    private boolean ended;
    private long bytes;
    private long waitedNanos;

    /**
     * A body.
     *
     * @param silence how long the connection waits for bytes, which it does by itself
     * @param slowest the bytes a second that must come on average once they were awaited for so long; the time in which
     *     nobody asks for them is not the client's
     */
    IncomingBody(Request request, Duration silence, int slowest) {
        this.request = request;
        this.silence = silence;
        this.slowest = slowest;
    }

    /** How many bytes have come so far. */
    long bytes() {
        return bytes;
    }

    /** Whether nothing more will come. */
    boolean hasEnded() {
        return ended;
    }

    /** Has this run once when nothing more will come, or the body is closed. */
    void whenEnded(Runnable value) {
        whenEnded = value;
        if (ended) {
            end();
        }
    }

    /** Keeps what has come, without waiting. Returns whether it is all, or enough to go on with. */
    boolean isReady() {
        while (!ended && earlyEnd + remaining() < EARLY) {
            if (current != null) {
                keep(current);
                current = null;
            }
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                return false;
            }
            try {
                accept(chunk);
            } catch (RequestAbortedException e) {
                failure = e;
                return true;
            }
            if (chunk.hasRemaining()) {
                current = chunk;
            } else {
                chunk.release();
            }
        }
        return true;
    }

    /** Runs the task on a thread that must not wait, when {@link #isReady()}. */
    void whenReady(Runnable task) {
        long asked = System.nanoTime();
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> {
            waitedNanos += System.nanoTime() - asked;
            if (isReady()) {
                task.run();
            } else {
                whenReady(task);
            }
        }));
    }

    private int remaining() {
        return current == null ? 0 : current.remaining();
    }

    private void keep(Content.Chunk chunk) {
        ByteBuffer content = chunk.getByteBuffer();
        int length = content.remaining();
        if (early.length - earlyEnd < length) {
            early = Arrays.copyOf(
                    early, Math.max(SMALLEST_EARLY, Math.max(earlyEnd + length, Math.min(EARLY, 2 * early.length))));
        }
        content.get(early, earlyEnd, length);
        earlyEnd += length;
        chunk.release();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (earlyRead < earlyEnd) {
            int length = Math.min(earlyEnd - earlyRead, target.remaining());
            target.put(early, earlyRead, length);
            earlyRead += length;
            return length;
        }
        Content.Chunk chunk = current;
        if (chunk == null) {
            chunk = take();
            if (chunk == null) {
                return -1;
            }
            current = chunk;
        }
        ByteBuffer content = chunk.getByteBuffer();
        int length = Math.min(content.remaining(), target.remaining());
        target.put(target.position(), content, content.position(), length);
        target.position(target.position() + length);
        content.position(content.position() + length);
        if (!content.hasRemaining()) {
            current = null;
            chunk.release();
        }
        return length;
    }

    /**
     * Drops what has come, without waiting.
     *
     * @param most the bytes to drop
     * @return whether the body came to its end, and the connection can go on
     */
    boolean dropArrived(long most) {
        drop();
        long before = bytes;
        while (!ended) {
            Content.Chunk chunk = bytes - before < most ? request.read() : null;
            if (chunk == null) {
                return false;
            }
            try {
                accept(chunk);
                chunk.release();
            } catch (RequestAbortedException e) {
                failure = e;
            }
        }
        return failure == null;
    }

    /** Drops what comes, at most so many bytes, on no thread; then runs the task, which must not wait. */
    void dropRest(long most, Runnable task) {
        long before = bytes;
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> {
            dropArrived(most);
            long left = most - (bytes - before);
            if (ended || left <= 0) {
                task.run();
            } else {
                dropRest(left, task);
            }
        }));
    }

    private void drop() {
        earlyRead = earlyEnd;
        if (current != null) {
            current.release();
            current = null;
        }
    }

    @Override
    public void close() {
        drop();
        end();
    }

    private void end() {
        whenEnded.run();
        whenEnded = () -> {};
    }

    /** Notes a chunk that has come; one that is the body's failure, or too late, is released. */
    private void accept(Content.Chunk chunk) throws RequestAbortedException {
        if (Content.Chunk.isFailure(chunk)) {
            ended = true;
            throw chunk.getFailure() instanceof TimeoutException
                    ? RequestAbortedException.late(
                            "no byte of the request's body came for " + Durations.text(silence) + " (idleTimeout)",
                            chunk.getFailure())
                    : RequestAbortedException.cutOff(chunk.getFailure());
        }
        ended = chunk.isLast();
        bytes += chunk.remaining();
        if (!ended) {
            checkPace(chunk);
        }
    }

    private void checkPace(Content.Chunk chunk) throws RequestAbortedException {
        if (waitedNanos > silence.toNanos() && bytes < slowest * (waitedNanos / 1e9)) {
            ended = true;
            chunk.release();
            throw RequestAbortedException.late(
                    "only " + bytes + " bytes of the request's body came in "
                            + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms, expected " + slowest
                            + " a second (minBytesPerSecond)",
                    null);
        }
    }

    /** The next chunk with bytes; null at the end. */
    private Content.@Nullable Chunk take() throws IOException {
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                long asked = System.nanoTime();
                try (Blocker.Runnable arrived = Blocker.runnable()) {
                    request.demand(arrived);
                    arrived.block();
                }
                waitedNanos += System.nanoTime() - asked;
                continue;
            }
            try {
                accept(chunk);
            } catch (RequestAbortedException e) {
                failure = e;
            }
            if (ended) {
                end();
            }
            if (failure == null && chunk.hasRemaining()) {
                return chunk;
            }
            if (failure == null) {
                chunk.release();
            }
        }
        if (failure != null) {
            throw failure;
        }
        return null;
    }
}
