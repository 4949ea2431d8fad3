package dev.vgi.flink.source;

import org.jspecify.annotations.Nullable;

/** How far a split was emitted. Changes with each row, and is written down only where a checkpoint asks. */
final class SplitState {
    private final VgiSplit start;
    private @Nullable ReadBatch<?> batch;
    private int rowsDone;

    SplitState(VgiSplit start) {
        this.start = start;
    }

    /** Some more rows of the batch were emitted. */
    void emitted(ReadBatch<?> current) {
        batch = current;
        rowsDone = current.rowsDone();
    }

    VgiSplit toSplit() {
        return batch == null ? start : batch.splitAfter(rowsDone);
    }
}
