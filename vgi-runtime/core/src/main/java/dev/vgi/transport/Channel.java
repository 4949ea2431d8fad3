package dev.vgi.transport;

import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;

/** The two directions of a byte stream. {@link #close} may come from any thread and wakes one that waits. */
public interface Channel extends AutoCloseable {
    ByteSource source();

    ByteSink sink();

    /** Whether the other side has hung up, as far as can be told without waiting. */
    boolean hasEnded();

    /** What became of a worker that this side started: a sentence with a leading space; empty where it started none. */
    default String postMortem() {
        return "";
    }

    @Override
    void close();
}
