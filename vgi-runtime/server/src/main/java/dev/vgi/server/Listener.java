package dev.vgi.server;

import org.jspecify.annotations.Nullable;

/** An open transport. */
interface Listener extends AutoCloseable {
    /** Where it listens; null for standard input and output. */
    @Nullable
    String address();

    /** Whether new sticky sessions are refused. */
    default void drain(boolean value) {}

    /** How many sticky sessions are open. */
    default int sessions() {
        return 0;
    }

    @Override
    void close();
}
