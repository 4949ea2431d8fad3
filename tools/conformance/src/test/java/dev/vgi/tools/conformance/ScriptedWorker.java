package dev.vgi.tools.conformance;

import java.util.concurrent.atomic.AtomicInteger;

/** A worker whose producers follow a script. */
interface ScriptedWorker extends AutoCloseable {
    String address();

    /** What it was asked so far. */
    Seen seen();

    @Override
    void close();

    /** Counts what clients have asked. */
    final class Seen {
        final AtomicInteger turns = new AtomicInteger();
        final AtomicInteger cancels = new AtomicInteger();
    }
}
