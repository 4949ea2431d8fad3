package dev.vgi.tools.conformance.service;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the streams made for cancelling do, over all connections. Thread-safe. */
final class CancelProbe {
    private final LongAdder produced = new LongAdder();
    private final LongAdder exchanged = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    void produce() {
        produced.increment();
    }

    void exchange() {
        exchanged.increment();
    }

    void cancel() {
        cancelled.increment();
    }

    List<Long> counters() {
        return List.of(produced.sum(), exchanged.sum(), cancelled.sum());
    }

    void reset() {
        produced.reset();
        exchanged.reset();
        cancelled.reset();
    }
}
