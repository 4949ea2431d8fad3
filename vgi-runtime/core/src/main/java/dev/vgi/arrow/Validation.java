package dev.vgi.arrow;

/** Decides how closely a received batch is examined before it is handed out. */
public enum Validation {
    /**
     * Lengths, counts, buffer sizes and the ends of offsets: no value's position leads out of its buffers. For peers on
     * this machine; costs microseconds for each batch.
     */
    STANDARD,
    /**
     * Also every offset, length, view, run end, type id and dictionary index inside the buffers, the counts of nulls,
     * and that text is UTF-8. For what comes over a network; costs nothing for numbers, and for text and lists a pass
     * over their offsets and bytes, at some gigabytes a second for ASCII and about one for other text.
     */
    FULL
}
