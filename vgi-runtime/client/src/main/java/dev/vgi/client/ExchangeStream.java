package dev.vgi.client;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.service.Exchange;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream that maps batch to batch. Inputs stay the caller's, answers are the caller's to close. One thread at a time,
 * not always the same.
 */
public final class ExchangeStream implements Exchange<Batch, Batch> {
    private final ClientTransport.Exchanging stream;

    ExchangeStream(ClientTransport.Exchanging stream) {
        this.stream = stream;
    }

    /** The stream's header, which lives as long as the stream; null where it has none. */
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

    /** What of the stream so far came by way of object storage: how many batches, their bytes, and how long it took. */
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
