package dev.vgi.client;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Position;
import dev.vgi.service.Producer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Represents a stream of batches, each of which the caller closes; a batch may outlive the stream. Used by one thread
 * at a time, not always the same. Closing the stream before its end tells the worker.
 */
public final class ProducerStream implements Producer<Batch> {
    private final ClientTransport.Producing stream;

    ProducerStream(ClientTransport.Producing stream) {
        this.stream = stream;
    }

    /** Returns the stream's header, which lives as long as the stream; null where it has none. */
    public @Nullable Batch header() {
        return stream.header();
    }

    /** Returns the columns of every batch. Waits for the worker's first answer. */
    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable Batch next() {
        return stream.next();
    }

    /**
     * Returns the next batch as {@link #next()} does, and sends metadata for the method with the tick; needs
     * {@code prefetchBatches=0}.
     */
    public @Nullable Batch next(Metadata tick) {
        return stream.next(tick);
    }

    /**
     * Returns the position from which to go on after the last batch, in this process or another, by
     * {@link Method#resume}; null where the transport has no positions, before the worker has given one, and at the
     * end.
     */
    public @Nullable Position position() {
        return stream.position();
    }

    /**
     * Returns what part of the stream so far came through object storage: how many batches, their bytes, and how long
     * fetching them took.
     */
    public ExternalFetchStats externalized() {
        return stream.externalized();
    }

    @Override
    public void close() {
        stream.close();
    }
}
