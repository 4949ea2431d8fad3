package dev.vgi.external;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read of a stream gave: a batch, one that is fetched, the end (none of them), or a failure.
 *
 * @param before where the stream stood, to have the batch once more
 * @param after where it goes on
 * @param logs the lines that came before it, where they were not handed on at once
 */
record ReadResult(
        @Nullable Batch batch,
        @Nullable PendingBatch pending,
        @Nullable RuntimeException failure,
        @Nullable Position before,
        @Nullable Position after,
        List<LogMessage> logs) {
    ReadResult withLogs(List<LogMessage> lines) {
        return new ReadResult(batch, pending, failure, before, after, lines);
    }

    /** The bytes of a batch that came as it is. */
    long inlineBytes() {
        return batch == null ? 0 : batch.byteSize();
    }

    void drop() {
        if (batch != null) {
            batch.close();
        }
        if (pending != null) {
            pending.close();
        }
    }
}
