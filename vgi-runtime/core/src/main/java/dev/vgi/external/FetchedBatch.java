package dev.vgi.external;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.LogMessage;
import java.util.List;

/**
 * A batch that came from a store.
 *
 * @param batch with its own metadata and the reader's two keys
 * @param logs the log lines that came with it, not handed on yet
 * @param cost what it took
 */
record FetchedBatch(Batch batch, List<LogMessage> logs, ExternalFetchStats cost) implements AutoCloseable {
    @Override
    public void close() {
        batch.close();
    }
}
