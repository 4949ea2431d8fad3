package dev.vgi.server.stream;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a connection waits for, and since when. A client may take its time between calls and within a stream, but not in
 * the middle of a request. Set by the connection's thread, and looked at by another.
 */
public final class RequestClock {
    /** How fast a request comes that has taken longer than its time. */
    private static final long SLOWEST_BYTES_PER_SECOND = 1024;

    private final long idleNanos;
    private final long requestNanos;
    private volatile Phase phase = Phase.IDLE;
    private volatile long since = System.nanoTime();
    private volatile long lastByte = since;
    private volatile long bytes;

    private enum Phase {
        IDLE,
        RECEIVING,
        WORKING
    }

    /**
     * A clock.
     *
     * @param idle how long to wait for a call; zero for ever
     * @param request how long to wait for more of a request, and for one that comes slowly; zero for ever
     */
    RequestClock(Duration idle, Duration request) {
        this.idleNanos = nanos(idle);
        this.requestNanos = nanos(request);
    }

    /** A clock that is never late. */
    public static RequestClock patient() {
        return new RequestClock(Duration.ZERO, Duration.ZERO);
    }

    private static long nanos(Duration limit) {
        return limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
    }

    /** The source, whose bytes are noted. */
    ByteSource noting(ByteSource source) {
        return new ByteSource() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return Math.toIntExact(noted(source.read(target)));
            }

            @Override
            public long read(ByteBuffer target, ByteBuffer next) throws IOException {
                return noted(source.read(target, next));
            }
        };
    }

    private long noted(long count) {
        if (phase != Phase.WORKING && count > 0) {
            lastByte = System.nanoTime();
            long sum = bytes + count;
            bytes = sum;
        }
        return count;
    }

    /** The next call is awaited. */
    void idle() {
        since = System.nanoTime();
        phase = Phase.IDLE;
    }

    /** A request has begun. */
    void receiving() {
        long now = System.nanoTime();
        since = now;
        lastByte = now;
        bytes = 0;
        phase = Phase.RECEIVING;
    }

    /** The request is here. */
    void working() {
        phase = Phase.WORKING;
    }

    boolean isLate(long now) {
        return switch (phase) {
            case IDLE -> now - since > idleNanos;
            case RECEIVING -> now - lastByte > requestNanos || (now - since > requestNanos && isSlow(now - since));
            case WORKING -> false;
        };
    }

    private boolean isSlow(long nanos) {
        return bytes < SLOWEST_BYTES_PER_SECOND * TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
