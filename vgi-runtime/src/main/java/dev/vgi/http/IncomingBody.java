package dev.vgi.http;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read on the thread that serves it, which a client must not hold for long: a body that is silent, or
 * comes in drips, is given up with a {@link BrokenRequest}.
 */
final class IncomingBody implements ByteSource, AutoCloseable {
    private final Request request;
    private final Duration silence;
    private final int slowest;
    private final long began = System.nanoTime();
    private Content.@Nullable Chunk current;
    private boolean ended;
    private long bytes;

    /**
     * A body.
     *
     * @param silence how long the connection waits for bytes, which it does by itself
     * @param slowest the bytes a second that must have come on average by then, and from then on
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

    @Override
    public int read(ByteBuffer target) throws IOException {
        Content.Chunk chunk = current;
        if (chunk == null) {
            chunk = ended ? null : take();
            if (chunk == null) {
                return -1;
            }
            current = chunk;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        int length = Math.min(bytes.remaining(), target.remaining());
        target.put(target.position(), bytes, bytes.position(), length);
        target.position(target.position() + length);
        bytes.position(bytes.position() + length);
        if (!bytes.hasRemaining()) {
            current = null;
            chunk.release();
        }
        return length;
    }

    /** Reads on without keeping anything, so that the client gets to read the answer; gives up after some bytes. */
    void skip(long most) throws IOException {
        close();
        long left = most;
        try {
            while (!ended && left > 0) {
                Content.Chunk chunk = take();
                if (chunk != null) {
                    left -= chunk.remaining();
                    chunk.release();
                }
            }
        } catch (BrokenRequest e) {
            // There is an answer already.
            ended = true;
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    private void checkPace(Content.Chunk chunk) throws BrokenRequest {
        long nanos = System.nanoTime() - began;
        if (nanos > silence.toNanos() && bytes < slowest * (nanos / 1e9)) {
            ended = true;
            chunk.release();
            throw BrokenRequest.late(
                    "only " + bytes + " bytes of the request's body came in " + TimeUnit.NANOSECONDS.toMillis(nanos)
                            + " ms, expected " + slowest + " a second (minBytesPerSecond)",
                    null);
        }
    }

    /** The next chunk with bytes; null at the end. */
    private Content.@Nullable Chunk take() throws IOException {
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                try (Blocker.Runnable arrived = Blocker.runnable()) {
                    request.demand(arrived);
                    arrived.block();
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                ended = true;
                throw chunk.getFailure() instanceof TimeoutException
                        ? BrokenRequest.late(
                                "no byte of the request's body came for " + silence.toMillis() + " ms (idleTimeout)",
                                chunk.getFailure())
                        : BrokenRequest.cutOff(chunk.getFailure());
            }
            ended = chunk.isLast();
            bytes += chunk.remaining();
            if (!ended) {
                checkPace(chunk);
            }
            if (chunk.hasRemaining()) {
                return chunk;
            }
            chunk.release();
        }
        return null;
    }
}
