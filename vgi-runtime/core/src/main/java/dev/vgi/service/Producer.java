package dev.vgi.service;

import dev.vgi.arrow.Batch;
import dev.vgi.types.RecordCodec;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream of batches or records that a method produces, as its return type.
 *
 * <p>On the caller's side it is read to its end or closed before; what {@link #next()} gives belongs to the caller, who
 * closes batches. One thread at a time, not always the same.
 *
 * <p>On the worker's side a method makes one with {@link #of}. What it must remember between turns is its
 * <em>state</em>, which goes from turn to turn and is not changed in place. On a raw transport it may be anything;
 * where it is {@link AutoCloseable}, the last one is closed with the stream. Over HTTP it travels sealed through the
 * client and may come back to another process, twice or from long ago, so it is a record, a string, a boxed number or
 * boolean, a {@code byte[]} or null, of one class from the first turn on. The method is then called again with the same
 * arguments to rebuild the step, so a method that returns a producer only opens it; what it found out and must not
 * change, such as the moment of a snapshot, belongs into the state.
 *
 * @param <T> {@link Batch}, or a record whose components are the columns
 */
public interface Producer<T> extends Iterable<T>, AutoCloseable {
    /** The columns. On the caller's side it waits for the worker's first answer. */
    Schema schema();

    /** The next batch or record; null at the end. */
    @Nullable
    T next();

    /** Ends the stream early if it has not ended, telling the worker. */
    @Override
    void close();

    /** The rest of the stream, once. */
    @Override
    default Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T head;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (head == null && !ended) {
                    head = Producer.this.next();
                    ended = head == null;
                }
                return head != null;
            }

            @Override
            public T next() {
                if (!hasNext() || head == null) {
                    throw new NoSuchElementException("the stream has ended");
                }
                T value = head;
                head = null;
                return value;
            }
        };
    }

    /**
     * A producer that goes from state to state.
     *
     * @param schema the columns of every batch
     * @param initial the state before the first turn
     * @param step runs a turn in a state and returns the next state; what it throws ends the stream
     */
    static <S extends @Nullable Object> ProducerDefinition<S, Batch> of(Schema schema, S initial, Step<S, Batch> step) {
        return new ProducerDefinition<>(schema, null, initial, step, context -> {});
    }

    /** A producer of records that goes from state to state; its columns are the record's components. */
    static <S extends @Nullable Object, T extends Record> ProducerDefinition<S, T> of(
            Class<T> type, S initial, Step<S, T> step) {
        return new ProducerDefinition<>(RecordCodec.of(type).schema(), type, initial, step, context -> {});
    }

    /** A producer that emits all these records as one batch; none for no records. */
    static <T extends Record> Producer<T> ofAll(Class<T> type, Collection<? extends T> records) {
        return of(type, 0L, (state, output) -> {
            records.forEach(output::emit);
            output.finish();
            return state;
        });
    }

    /** One turn of a producer. */
    @FunctionalInterface
    interface Step<S extends @Nullable Object, T> {
        /** Emits, finishes, or both; returns the state of the next turn. */
        S next(S state, Output<T> output);
    }

    /** A producer whose first answer is a header: a record, made by {@link ProducerDefinition#withHeader}. */
    interface WithHeader<H extends Record, T> extends Producer<T> {
        /** What the worker tells about the stream before its first batch. */
        H header();
    }
}
