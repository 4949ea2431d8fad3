package dev.vgi.protocol;

/** The shape of a method. */
public enum MethodKind {
    UNARY,
    /** A stream that takes no input. */
    PRODUCER,
    /** A stream that maps batch to batch. */
    EXCHANGE,
    /** A stream of which the worker cannot say whether it takes input. */
    STREAM;

    public boolean isStream() {
        return this != UNARY;
    }
}
