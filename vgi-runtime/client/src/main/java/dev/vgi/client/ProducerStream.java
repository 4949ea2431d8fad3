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
 * A stream of batches, each of which the caller closes; a batch may outlive the stream. One thread at a time, not
 * always the same. Closing it before its end tells the worker.
 */
public final class ProducerStream implements Producer<Batch> {
    private final ClientTransport.Producing stream;

    ProducerStream(ClientTransport.Producing stream) {
        this.stream = stream;
    }

    /** The stream's header, which lives as long as the stream; null where it has none. */
    public @Nullable Batch header() {
        return stream.header();
    }

    /** The columns of every batch. Waits for the worker's first answer. */
    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable Batch next() {
        return stream.next();
    }

    /** As {@link #next()}, with metadata for the method on the tick; needs {@code prefetchBatches=0}. */
    public @Nullable Batch next(Metadata tick) {
        return stream.next(tick);
    }

    /**
     * Where to go on after the last batch, in this process or another, by {@link Method#resume}; null where the
     * transport has no positions, before the worker has given one, and at the end.
     */
    public @Nullable Position position() {
        return stream.position();
    }

    /** What of the stream so far came by way of object storage: how many batches, their bytes, and how long it took. */
    public ExternalFetchStats externalized() {
        return stream.externalized();
    }

    @Override
    public void close() {
        stream.close();
    }
}
