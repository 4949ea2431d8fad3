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
public record Externalized(long batches, long bytes, Duration fetchTime) implements Serializable {
    public static final Externalized NONE = new Externalized(0, 0, Duration.ZERO);

    /** What came since this much had come. */
    public Externalized since(Externalized earlier) {
        return new Externalized(batches - earlier.batches, bytes - earlier.bytes, fetchTime.minus(earlier.fetchTime));
    }

    /** Both. */
    public Externalized plus(Externalized other) {
        return new Externalized(batches + other.batches, bytes + other.bytes, fetchTime.plus(other.fetchTime));
    }
}
