package dev.vgi;

/**
 * Bounds on what is accepted from a peer. Every length on the wire is checked against them, and against the bytes at
 * hand, before anything is allocated.
 *
 * @param messageBytes the largest body of one Arrow message, in bytes; 1 to 2^31 - 1
 * @param metadataBytes the largest flatbuffer header of one Arrow message, in bytes; 1 to 2^31 - 1
 * @param fields the most fields that a schema may have, children included; at least 1
 * @param depth the deepest that a schema may nest; at least 1
 * @param allocatorBytes the most off-heap memory that one stream's batches may hold at once, in bytes
 */
public record Limits(long messageBytes, int metadataBytes, int fields, int depth, long allocatorBytes) {
    /** Raw transports: messages of 2 GiB - 1, headers of 16 MiB, 10,000 fields, depth 64, 1 GiB for a stream. */
    public static final Limits RAW = new Limits(Integer.MAX_VALUE, 16 << 20, 10_000, 64, 1L << 30);

    /** HTTP: as {@link #RAW}, with messages of 256 MiB. */
    public static final Limits HTTP = RAW.withMessageBytes(256L << 20);

    public Limits {
        Preconditions.range("messageBytes", messageBytes, 1, (long) Integer.MAX_VALUE);
        Preconditions.range("metadataBytes", metadataBytes, 1, Integer.MAX_VALUE);
        Preconditions.range("fields", fields, 1, Integer.MAX_VALUE);
        Preconditions.range("depth", depth, 1, Integer.MAX_VALUE);
        Preconditions.range("allocatorBytes", allocatorBytes, 1, Long.MAX_VALUE);
    }

    public Limits withMessageBytes(long value) {
        return new Limits(value, metadataBytes, fields, depth, allocatorBytes);
    }

    public Limits withMetadataBytes(int value) {
        return new Limits(messageBytes, value, fields, depth, allocatorBytes);
    }

    public Limits withAllocatorBytes(long value) {
        return new Limits(messageBytes, metadataBytes, fields, depth, value);
    }
}
