package dev.vgi.spark;

import dev.vgi.protocol.ExternalFetchStats;
import java.time.Duration;

/**
 * What one call of an exchange came to.
 *
 * @param batch the kept columns and the answer's
 * @param count how many rows
 * @param waited how long the worker took
 * @param fetched what of the answer came by way of object storage
 */
record ExchangeOutput(SparkBatch batch, int count, Duration waited, ExternalFetchStats fetched)
        implements AutoCloseable {
    @Override
    public void close() {
        batch.close();
    }
}
