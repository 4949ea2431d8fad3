package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;

/** The service that is measured. */
@VgiProtocol(name = "Blocks")
public interface Blocks {
    /**
     * The same batch again and again: eight int64 columns.
     *
     * @param bytes the bytes of a batch's values
     * @param count how many batches
     */
    Producer<Batch> read(long bytes, long count);
}
