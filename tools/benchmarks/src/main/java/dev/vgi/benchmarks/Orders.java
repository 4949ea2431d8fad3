package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;

/** The rows that are read. */
@VgiProtocol(name = "Orders")
public interface Orders {
    /**
     * The same batch again and again: {@code id: int64, quantity: int32, price: float64, customer: utf8}.
     *
     * @param rows the rows of a batch
     * @param batches how many batches
     */
    Producer<Batch> orders(long rows, long batches);
}
