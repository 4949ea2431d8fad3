package dev.vgi.external;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.Message;
import dev.vgi.VgiException;
import java.time.Duration;

/**
 * The moment by which an object must have been moved.
 *
 * @param nanos in the terms of {@link System#nanoTime()}
 * @param given the time for it
 * @param what is done with the object, for messages
 */
record Deadline(long nanos, Duration given, String what) {
    static Deadline in(Duration time, String what) {
        return new Deadline(System.nanoTime() + time.toNanos(), time, what);
    }

    /**
     * What is left, more than zero.
     *
     * @throws VgiException DEADLINE_EXCEEDED where nothing is
     */
    Duration left() {
        long left = nanos - System.nanoTime();
        if (left <= 0) {
            throw exceeded();
        }
        return Duration.ofNanos(left);
    }

    VgiException exceeded() {
        return VgiException.of(
                Code.DEADLINE_EXCEEDED,
                Message.of(
                        what + " took longer than " + Durations.text(given) + " (",
                        ClientOption.FETCH_TIMEOUT,
                        "). Is the store slow, or the batch large for the network? Raise it, or ask the worker for"
                                + " smaller batches"));
    }

    /**
     * Waits before another attempt.
     *
     * @throws VgiException DEADLINE_EXCEEDED where the deadline comes first
     */
    void pause(Duration delay) {
        if (delay.compareTo(left()) >= 0) {
            throw exceeded();
        }
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    static VgiException interrupted(InterruptedException e) {
        return VgiException.of(Code.CANCELLED, "interrupted while an externalized batch was fetched", e);
    }
}
