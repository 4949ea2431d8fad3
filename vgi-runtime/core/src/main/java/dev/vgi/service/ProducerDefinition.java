package dev.vgi.service;

import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A producer as a method defines it, for a server to run. It cannot be read from: a client's producers can.
 *
 * @param <S> the state between turns
 * @param <T> {@link dev.vgi.arrow.Batch}, or a record
 */
public final class ProducerDefinition<S extends @Nullable Object, T> implements Producer<T> {
    private final Schema schema;
    private final @Nullable Class<T> recordType;
    private final S initial;
    private final Step<S, T> step;
    private final Consumer<CallContext> onCancel;

    ProducerDefinition(
            Schema schema, @Nullable Class<T> recordType, S initial, Step<S, T> step, Consumer<CallContext> onCancel) {
        this.schema = schema;
        this.recordType = recordType;
        this.initial = initial;
        this.step = step;
        this.onCancel = onCancel;
    }

    /** The same, which also runs {@code hook} when the caller gives the stream up; what that throws is dropped. */
    public ProducerDefinition<S, T> onCancel(Consumer<CallContext> hook) {
        return new ProducerDefinition<>(schema, recordType, initial, step, hook);
    }

    /** The same, with a header as its first answer. */
    public <H extends Record> Producer.WithHeader<H, T> withHeader(H header) {
        return new DefinedWithHeader<>(this, header);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    /** The type of the records that it emits; null for batches. */
    public @Nullable Class<T> recordType() {
        return recordType;
    }

    public S initial() {
        return initial;
    }

    public Step<S, T> step() {
        return step;
    }

    public Consumer<CallContext> cancelHook() {
        return onCancel;
    }

    @Override
    public @Nullable T next() {
        throw new UnsupportedOperationException(
                "a server runs this producer; read it through a client, such as" + " Vgi.inProcess(service) gives");
    }

    @Override
    public void close() {}

    /**
     * A definition and its header.
     *
     * @param definition the stream behind the header
     * @param header the first answer
     */
    public record DefinedWithHeader<H extends Record, T>(ProducerDefinition<?, T> definition, H header)
            implements Producer.WithHeader<H, T> {
        @Override
        public Schema schema() {
            return definition.schema();
        }

        @Override
        public @Nullable T next() {
            return definition.next();
        }

        @Override
        public void close() {}
    }
}
