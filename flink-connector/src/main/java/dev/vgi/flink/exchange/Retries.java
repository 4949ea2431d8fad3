package dev.vgi.flink.exchange;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch is sent again.
 *
 * @param maxAttempts how often it is sent at most, at least 1
 * @param backoff the pause before the second time; it doubles each time
 * @param resendsLost whether a batch that the worker may have seen is among them
 */
public record Retries(int maxAttempts, Duration backoff, boolean resendsLost) implements Serializable {
    /** The pause after so many attempts. */
    Duration pause(int attempts) {
        return backoff.multipliedBy(1L << Math.min(attempts - 1, 10));
    }
}
