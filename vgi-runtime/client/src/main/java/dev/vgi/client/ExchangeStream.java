package dev.vgi.client;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.service.Exchange;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Maps one batch to one batch over a stream. Inputs stay the caller's; the caller closes the batches that are returned.
 * Used by one thread at a time, not always the same.
 */
public final class ExchangeStream implements Exchange<Batch, Batch> {
    private final ClientTransport.Exchanging stream;

    ExchangeStream(ClientTransport.Exchanging stream) {
        this.stream = stream;
    }

    /** Returns the stream's header, which lives as long as the stream; null where it has none. */
    public @Nullable Batch header() {
        return stream.header();
    }

    @Override
    public Batch exchange(Batch input) {
        return stream.exchange(input);
    }

    @Override
    public @Nullable Schema schema() {
        return stream.schema();
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

    @Override
    public void cancel() {
        stream.cancel();
    }
}
