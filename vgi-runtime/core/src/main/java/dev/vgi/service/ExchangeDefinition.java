package dev.vgi.service;

import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as a method defines it, for a server to run. It cannot be called: a client's exchanges can.
 *
 * @param <S> the state between turns
 * @param <I> {@link dev.vgi.arrow.Batch}, or a record
 * @param <O> likewise
 */
public final class ExchangeDefinition<S extends @Nullable Object, I, O> implements Exchange<I, O> {
    private final Schema input;
    private final @Nullable Class<I> inputType;
    private final Schema output;
    private final @Nullable Class<O> outputType;
    private final S initial;
    private final Step<S, I, O> step;
    private final Consumer<CallContext> onCancel;

    ExchangeDefinition(
            Schema input,
            @Nullable Class<I> inputType,
            Schema output,
            @Nullable Class<O> outputType,
            S initial,
            Step<S, I, O> step,
            Consumer<CallContext> onCancel) {
        this.input = input;
        this.inputType = inputType;
        this.output = output;
        this.outputType = outputType;
        this.initial = initial;
        this.step = step;
        this.onCancel = onCancel;
    }

    static <I, O> Step<Long, I, O> stateless(Mapping<I, O> mapping) {
        return (state, input, output) -> {
            mapping.map(input, output);
            return state;
        };
    }

    /** The same, which also runs {@code hook} when the caller gives the stream up; what that throws is dropped. */
    public ExchangeDefinition<S, I, O> onCancel(Consumer<CallContext> hook) {
        return new ExchangeDefinition<>(input, inputType, output, outputType, initial, step, hook);
    }

    /** The same, with a header as its first answer. */
    public <H extends Record> Exchange.WithHeader<H, I, O> withHeader(H header) {
        return new DefinedWithHeader<>(this, header);
    }

    /** The columns of every input. */
    public Schema input() {
        return input;
    }

    /** The type of the records that it takes; null for batches. */
    public @Nullable Class<I> inputType() {
        return inputType;
    }

    @Override
    public Schema schema() {
        return output;
    }

    /** The type of the records that it emits; null for batches. */
    public @Nullable Class<O> outputType() {
        return outputType;
    }

    public S initial() {
        return initial;
    }

    public Step<S, I, O> step() {
        return step;
    }

    public Consumer<CallContext> cancelHook() {
        return onCancel;
    }

    @Override
    public O exchange(I value) {
        throw new UnsupportedOperationException(
                "a server runs this exchange; call it through a client, such as" + " Vgi.inProcess(service) gives");
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}

    /**
     * A definition and its header.
     *
     * @param definition the stream behind the header
     * @param header the first answer
     */
    public record DefinedWithHeader<H extends Record, I, O>(ExchangeDefinition<?, I, O> definition, H header)
            implements Exchange.WithHeader<H, I, O> {
        @Override
        public O exchange(I value) {
            return definition.exchange(value);
        }

        @Override
        public Schema schema() {
            return definition.schema();
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
