package dev.vgi.spark;

import java.util.ArrayList;
import java.util.List;

/** The batches of a task that Spark has not closed yet. Not safe for concurrent use. */
final class BatchTracker implements AutoCloseable {
    private static final int FIRST_SWEEP = 4;

    private List<SparkBatch> batches = new ArrayList<>();
    private int nextSweep = FIRST_SWEEP;

    /** Remembers a batch. Those that were closed meanwhile are forgotten, now and then. */
    void add(SparkBatch batch) {
        if (batches.size() >= nextSweep) {
            sweep();
            nextSweep = Math.max(FIRST_SWEEP, 2 * batches.size());
        }
        batches.add(batch);
    }

    /** Closes those whose rows were all taken; to be called when the next batch is asked for. */
    void closeExhausted() {
        batches.removeIf(batch -> {
            boolean exhausted = batch.isExhausted();
            if (exhausted) {
                batch.close();
            }
            return exhausted;
        });
    }

    /** How many are in use. */
    int size() {
        sweep();
        return batches.size();
    }

    private void sweep() {
        List<SparkBatch> open = new ArrayList<>();
        for (SparkBatch batch : batches) {
            if (batch.isReleased()) {
                batch.close();
            } else {
                open.add(batch);
            }
        }
        batches = open;
    }

    @Override
    public void close() {
        batches.forEach(SparkBatch::close);
        batches.clear();
    }
}
