package dev.vgi.arrow;

/** How closely a received batch is examined before it is handed out. */
public enum Validation {
    /** Lengths, counts and buffer sizes; for peers on this machine. */
    STANDARD,
    /** Also every offset, index and length inside the buffers; for what comes over a network. */
    FULL
}
