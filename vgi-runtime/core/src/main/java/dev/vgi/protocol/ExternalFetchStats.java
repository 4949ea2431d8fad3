package dev.vgi.protocol;

import java.io.Serializable;
import java.time.Duration;

/**
 * What of a stream came by way of object storage.
 *
 * @param batches how many batches
 * @param bytes the bytes that the store sent for them, coded as they were
 * @param fetchTime from the first request for each to its last byte, summed: fetches that overlap count each
 */
public record ExternalFetchStats(long batches, long bytes, Duration fetchTime) implements Serializable {
    public static final ExternalFetchStats NONE = new ExternalFetchStats(0, 0, Duration.ZERO);

    /** What came since this much had come. */
    public ExternalFetchStats since(ExternalFetchStats earlier) {
        return new ExternalFetchStats(
                batches - earlier.batches, bytes - earlier.bytes, fetchTime.minus(earlier.fetchTime));
    }

    /** Both. */
    public ExternalFetchStats plus(ExternalFetchStats other) {
        return new ExternalFetchStats(batches + other.batches, bytes + other.bytes, fetchTime.plus(other.fetchTime));
    }
}
