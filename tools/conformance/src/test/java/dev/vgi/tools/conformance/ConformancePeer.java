package dev.vgi.tools.conformance;

import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.protocol.CallOptions;

/** A worker that hosts the conformance services, and how to reach it. Closing it ends it. */
interface ConformancePeer extends AutoCloseable {
    Client connect(Memory memory, CallOptions options);

    /** Waits until the worker holds no batches any more, as far as can be told. */
    default void awaitIdle() {}

    @Override
    void close();
}
