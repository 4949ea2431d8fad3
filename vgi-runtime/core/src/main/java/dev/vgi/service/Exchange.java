package dev.vgi.service;

import dev.vgi.arrow.Batch;
import dev.vgi.types.RecordCodec;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream that maps batch to batch, or record to record, in lockstep, as the return type of a method.
 *
 * <p>On the caller's side each {@link #exchange} is one round trip. One thread at a time, not always the same. On the
 * worker's side a method makes one with {@link #of}; for its state see {@link Producer}.
 *
 * @param <I> the input: {@link Batch}, or a record whose components are the columns
 * @param <O> the answer, likewise
 */
public interface Exchange<I, O> extends AutoCloseable {
    /** Sends an input, which stays the caller's, and waits for the answer; the caller closes a batch. */
    O exchange(I input);

    /** The answers' columns; null before the first answer where the transport tells them no sooner. */
    @Nullable
    Schema schema();

    /** Ends the stream; the method keeps what it has done. */
    @Override
    void close();

    /** Ends the stream and tells the method so. */
    void cancel();

    /**
     * An exchange without memory. The input is closed after the answer, which may share its vectors, unless the step
     * takes it.
     */
    static ExchangeDefinition<Long, Batch, Batch> of(Schema input, Schema output, Mapping<Batch, Batch> mapping) {
        return of(input, output, 0L, ExchangeDefinition.stateless(mapping));
    }

    /** An exchange that goes from state to state. */
    static <S extends @Nullable Object> ExchangeDefinition<S, Batch, Batch> of(
            Schema input, Schema output, S initial, Step<S, Batch, Batch> step) {
        return new ExchangeDefinition<>(input, null, output, null, initial, step, context -> {});
    }

    /** An exchange of records, one for one, without memory. */
    static <I extends Record, O extends Record> ExchangeDefinition<Long, I, O> of(
            Class<I> input, Class<O> output, Mapping<I, O> mapping) {
        return of(input, output, 0L, ExchangeDefinition.stateless(mapping));
    }

    /** An exchange of records, one for one, that goes from state to state. */
    static <S extends @Nullable Object, I extends Record, O extends Record> ExchangeDefinition<S, I, O> of(
            Class<I> input, Class<O> output, S initial, Step<S, I, O> step) {
        return new ExchangeDefinition<>(
                RecordCodec.of(input).schema(),
                input,
                RecordCodec.of(output).schema(),
                output,
                initial,
                step,
                context -> {});
    }

    /** One turn of an exchange. */
    @FunctionalInterface
    interface Step<S extends @Nullable Object, I, O> {
        /** Emits one answer; returns the state of the next turn. */
        S next(S state, I input, Output<O> output);
    }

    /** One turn of an exchange without memory. */
    @FunctionalInterface
    interface Mapping<I, O> {
        /** Emits one answer. */
        void map(I input, Output<O> output);
    }

    /** An exchange whose first answer is a header: a record, made by {@link ExchangeDefinition#withHeader}. */
    interface WithHeader<H extends Record, I, O> extends Exchange<I, O> {
        /** What the worker tells about the stream before its first answer. */
        H header();
    }
}
