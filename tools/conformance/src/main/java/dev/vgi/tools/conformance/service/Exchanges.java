package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.LogMessage.Level;
import dev.vgi.service.Exchange;
import dev.vgi.service.ExchangeDefinition;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.Schema;

/** The exchanges of the conformance service. */
final class Exchanges {
    /** The input's metadata that is reported with its value. */
    static final String INPUT_KEY = "vgi.conformance.input";

    private static final Schema INPUT_METADATA = new Schema(List.of(Columns.utf8("seen"), Columns.utf8("keys")));

    private static final Schema RUNNING =
            new Schema(List.of(Columns.float64("running_sum"), Columns.int64("exchange_count")));

    private Exchanges() {}

    static ExchangeDefinition<Long, Batch, Batch> scale(double factor) {
        return Exchange.of(
                Columns.FLOAT64_VALUE,
                Columns.FLOAT64_VALUE,
                (input, output) -> output.emit(Columns.scaled(input, factor, output.allocator())));
    }

    static ExchangeDefinition<Running, Batch, Batch> accumulate() {
        return Exchange.of(Columns.FLOAT64_VALUE, RUNNING, new Running(0, 0), (state, input, output) -> {
            Running next = new Running(state.sum + Columns.sum(input), state.count + 1);
            var row = Map.of("running_sum", next.sum, "exchange_count", next.count);
            output.emit(Values.encode(RUNNING, row, output.allocator()));
            return next;
        });
    }

    static ExchangeDefinition<Long, Batch, Batch> logging() {
        return Exchange.of(Columns.FLOAT64_VALUE, Columns.FLOAT64_VALUE, (input, output) -> {
            output.log(Level.INFO, "exchange processing");
            output.log(Level.DEBUG, "exchange debug");
            output.emit(echo(input));
        });
    }

    static ExchangeDefinition<Long, Batch, Batch> failingOn(long turn) {
        return Exchange.of(Columns.FLOAT64_VALUE, Columns.FLOAT64_VALUE, 1L, (number, input, output) -> {
            if (number >= turn) {
                throw PythonErrors.runtimeError("intentional error on exchange " + number);
            }
            output.emit(echo(input));
            return number + 1;
        });
    }

    static ExchangeDefinition<Long, Batch, Batch> zeroColumns() {
        return Exchange.of(Columns.NONE, Columns.NONE, (input, output) -> output.emit(Batch.withoutColumns(0)));
    }

    static ExchangeDefinition<Long, Batch, Batch> inputMetadata() {
        return Exchange.of(Columns.FLOAT64_VALUE, INPUT_METADATA, (input, output) -> {
            Metadata metadata = input.metadata();
            var row = Map.of(
                    "seen", metadata.getOrDefault(INPUT_KEY, ""),
                    "keys", String.join(",", new TreeSet<>(metadata.asMap().keySet())));
            output.emit(Values.encode(INPUT_METADATA, row, output.allocator()));
        });
    }

    static ExchangeDefinition<Long, Batch, Batch> oversized(long rows) {
        int each = Math.toIntExact(rows);
        return Exchange.of(
                Columns.FLOAT64_VALUE,
                Columns.COUNTER,
                (input, output) -> output.emit(Columns.counter(0, each, output.allocator())));
    }

    static ExchangeDefinition<Long, Batch, Batch> cancellable(CancelProbe probe) {
        return Exchange.of(Columns.FLOAT64_VALUE, Columns.FLOAT64_VALUE, (input, output) -> {
                    probe.exchange();
                    output.emit(echo(input));
                })
                .onCancel(context -> probe.cancel());
    }

    private static Batch echo(Batch input) {
        return input.withMetadata(Metadata.EMPTY);
    }

    /** The sum of all inputs, and their number. */
    record Running(double sum, long count) {}
}
