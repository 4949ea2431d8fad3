package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.ExchangeDefinition;
import dev.vgi.service.Producer;
import dev.vgi.service.ProducerDefinition;
import dev.vgi.service.ServiceMethod;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its method defined it, with producers and exchanges of batches and records in one form.
 *
 * @param header the first answer; null for none
 */
record StreamPlan<S extends @Nullable Object>(
        Schema input,
        Schema output,
        S initial,
        Turning<S> turning,
        Consumer<CallContext> onCancel,
        @Nullable Record header) {
    private static final Schema NO_FIELDS = new Schema(List.of());

    /** Runs one turn. */
    @FunctionalInterface
    interface Turning<S extends @Nullable Object> {
        Outcome<S> run(S state, Batch input, TurnScope scope);
    }

    /** @param data the turn's batch; null only from a producer that finished */
    record Outcome<S extends @Nullable Object>(
            S state, @Nullable Batch data, boolean finished) {}

    /** @throws dev.vgi.VgiException where a method did not return what its return type promises */
    static StreamPlan<?> of(ServiceMethod method, String name, @Nullable Object returned) {
        StreamPlan<?> plan = plan(returned);
        if (plan == null) {
            throw RpcErrors.service(name + " returned "
                    + (returned == null ? "null" : "a " + returned.getClass().getName())
                    + ", expected what Producer.of or Exchange.of makes");
        }
        if ((plan.header == null) != (method.header() == null)) {
            throw RpcErrors.service(name + " returned a stream " + (plan.header == null ? "without" : "with")
                    + " a header, expected "
                    + (method.header() == null ? "none" : "a " + method.header().getName()));
        }
        return plan;
    }

    private static @Nullable StreamPlan<?> plan(@Nullable Object returned) {
        if (returned instanceof ProducerDefinition<?, ?> producer) {
            return producer(producer, null);
        }
        if (returned instanceof ProducerDefinition.DefinedWithHeader<?, ?> producer) {
            return producer(producer.definition(), producer.header());
        }
        if (returned instanceof ExchangeDefinition<?, ?, ?> exchange) {
            return exchange(exchange, null);
        }
        if (returned instanceof ExchangeDefinition.DefinedWithHeader<?, ?, ?> exchange) {
            return exchange(exchange.definition(), exchange.header());
        }
        return null;
    }

    private static <S extends @Nullable Object, T> StreamPlan<S> producer(
            ProducerDefinition<S, T> producer, @Nullable Record header) {
        return new StreamPlan<>(
                NO_FIELDS,
                producer.schema(),
                producer.initial(),
                producing(producer.step(), Rows.of(producer.recordType())),
                producer.cancelHook(),
                header);
    }

    private static <S extends @Nullable Object, I, O> StreamPlan<S> exchange(
            ExchangeDefinition<S, I, O> exchange, @Nullable Record header) {
        Rows<I> input = Rows.of(exchange.inputType());
        Rows<O> output = Rows.of(exchange.outputType());
        return new StreamPlan<>(
                exchange.input(),
                exchange.schema(),
                exchange.initial(),
                input == null
                        ? mappingBatches(exchange.step(), output)
                        : mappingRecords(exchange.step(), input, output),
                exchange.cancelHook(),
                header);
    }

    private static <S extends @Nullable Object, T> Turning<S> producing(
            Producer.Step<S, T> step, @Nullable Rows<T> rows) {
        return (state, input, scope) -> {
            try (TurnOutput<T> output = scope.output(rows)) {
                S next = step.next(state, output);
                return output.outcome(next);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <S extends @Nullable Object, I, O> Turning<S> mappingBatches(
            Exchange.Step<S, I, O> step, @Nullable Rows<O> rows) {
        return (state, input, scope) -> {
            try (TurnOutput<O> output = scope.output(rows)) {
                S next = step.next(state, (I) input, output);
                return output.outcome(next);
            }
        };
    }

    /** One step for each row. */
    private static <S extends @Nullable Object, I, O> Turning<S> mappingRecords(
            Exchange.Step<S, I, O> step, Rows<I> inputs, @Nullable Rows<O> rows) {
        return (state, input, scope) -> {
            try (TurnOutput<O> output = scope.output(rows)) {
                S next = state;
                for (I record : inputs.decode(input)) {
                    int before = output.emitted();
                    next = step.next(next, record, output);
                    output.requireOneSince(before);
                }
                return output.outcome(next);
            }
        };
    }
}
