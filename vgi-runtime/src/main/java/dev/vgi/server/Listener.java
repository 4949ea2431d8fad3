package dev.vgi.server;

import org.jspecify.annotations.Nullable;

/** An open transport. */
interface Listener extends AutoCloseable {
    /** Where it listens; null for standard input and output. */
    @Nullable
    String address();

    @Override
    void close();
}
