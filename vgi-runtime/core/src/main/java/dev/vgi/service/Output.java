package dev.vgi.service;

import dev.vgi.arrow.Metadata;

/**
 * Where a producer's or exchange's turn puts its result. A turn emits one batch, or, for a producer only, finishes; a
 * producer may do both. Valid during the turn.
 *
 * @param <T> {@link dev.vgi.arrow.Batch}, or a record whose components are the columns
 */
public interface Output<T> extends CallContext {
    /**
     * Hands over the result. A batch is emitted at most once a turn, has the stream's schema, keeps its metadata but
     * for keys of {@code vgi_rpc.}, and belongs to the runtime from here, whatever happens. Of records each call adds a
     * row to the turn's batch.
     *
     * @throws dev.vgi.VgiException for a second batch, or one of another schema
     */
    void emit(T value);

    /**
     * As {@link #emit(Object)}, with metadata on the turn's batch besides its own; keys of {@code vgi_rpc.} are
     * refused.
     */
    void emit(T value, Metadata metadata);

    /** Ends a producer after this turn. An exchange ends when its caller ends it. */
    void finish();
}
