package dev.vgi.flink.columns;

/**
 * A value that its place in a batch cannot hold without loss. It becomes a {@code VgiException} where its column is
 * known.
 */
final class UnfitValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitValueException(Object found, String expected) {
        super("found " + found + ", expected " + expected, null, false, false);
    }
}
