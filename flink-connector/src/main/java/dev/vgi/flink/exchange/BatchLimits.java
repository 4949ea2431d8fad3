package dev.vgi.flink.exchange;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch is sent.
 *
 * @param maxRows the most rows of a batch, at least 1
 * @param maxBytes the bytes of values at which a batch is full, at least 1
 * @param linger how long a row waits for others while the worker is busy with some and a lane is free; zero for not at
 *     all
 * @param fillWait how long a row waits for others while nothing is under way and rows come in quick succession; zero
 *     for not at all
 * @param maxInflight how many batches are under way at once, each on a lane of its own, at least 1
 * @param capacity how many rows the caller adds before it waits for answers; {@link #UNBOUNDED} where nobody knows
 * @param capacityHint how to raise it, for the log
 * @param timeout how long a row waits for its answer
 */
public record BatchLimits(
        int maxRows,
        long maxBytes,
        Duration linger,
        Duration fillWait,
        int maxInflight,
        int capacity,
        String capacityHint,
        Duration timeout)
        implements Serializable {
    /** Where nobody knows how many. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;
}
