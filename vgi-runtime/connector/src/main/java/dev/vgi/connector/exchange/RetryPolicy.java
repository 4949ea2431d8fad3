package dev.vgi.connector.exchange;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch of an exchange is sent again, on a new stream. One that certainly never reached the method may always
 * be.
 *
 * @param maxAttempts how often it is sent at most, 1 to 100
 * @param backoff the pause before the second time; it doubles each time, and is longer where the worker says so, up to
 *     {@link #LONGEST_PAUSE}
 * @param resendsLost whether a batch that the worker may have seen is among them
 */
public record RetryPolicy(int maxAttempts, Duration backoff, boolean resendsLost) implements Serializable {
    /** The longest pause, whatever the worker asks for; a longer {@code backoff} is the user's own and is kept. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    public RetryPolicy {
        Preconditions.range("maxAttempts", maxAttempts, 1, 100);
    }

    /**
     * Whether another attempt may follow.
     *
     * @param attempts how many there were
     * @param sent whether the stream was open, and the batch on its way
     */
    boolean allow(VgiException e, int attempts, boolean sent) {
        if (e.kind().equals(ErrorKind.STREAM_TOKEN_REFUSED)) {
            return attempts < maxAttempts;
        }
        boolean seen = sent && !e.isBeforeCall();
        boolean lost = !e.isRemote() && e.code() == Code.DATA_LOSS;
        return attempts < maxAttempts && (e.isRetryable() || (seen && lost)) && (!seen || resendsLost);
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** The pause after so many attempts, the last of which failed so. */
    Duration pause(VgiException e, int attempts) {
        Duration most = longest(backoff, LONGEST_PAUSE);
        Duration own = backoff.multipliedBy(1L << Math.min(attempts - 1, 10));
        Duration asked = e.retryDelay();
        Duration pause = asked == null ? own : longest(own, asked);
        return pause.compareTo(most) > 0 ? most : pause;
    }
}
