package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.LogMessage.Level;
import dev.vgi.service.Output;
import dev.vgi.service.Producer;
import dev.vgi.service.ProducerDefinition;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The producers of the conformance service. The state of each is the number of the next turn, from 0. */
final class Producers {
    /** What a tick's metadata is reported under. */
    static final String TICK_KEY = "vgi.conformance.tick";

    private static final Schema TICK = new Schema(List.of(Columns.int64("index"), Columns.utf8("seen")));

    private Producers() {}

    /** What a turn emits. */
    @FunctionalInterface
    private interface Turn {
        void run(long number, Output<Batch> output);
    }

    private static ProducerDefinition<Long, Batch> turns(long count, Schema schema, Turn turn) {
        return Producer.of(schema, 0L, (number, output) -> {
            if (number >= count) {
                output.finish();
                return number;
            }
            turn.run(number, output);
            return number + 1;
        });
    }

    private static void emitCounter(long number, Output<Batch> output) {
        output.emit(Columns.counter(number, 1, output.allocator()));
    }

    static ProducerDefinition<Long, Batch> counter(long count) {
        return turns(count, Columns.COUNTER, Producers::emitCounter);
    }

    static ProducerDefinition<Long, Batch> large(long rows, long count) {
        int each = Math.toIntExact(rows);
        return turns(
                count,
                Columns.COUNTER,
                (number, output) -> output.emit(Columns.counter(number * each, each, output.allocator())));
    }

    /** Finishes in its last turn, and has at least one. */
    static ProducerDefinition<Long, Batch> tickMetadata(long count) {
        return Producer.of(TICK, 0L, (number, output) -> {
            String seen = output.metadata().getOrDefault(TICK_KEY, "");
            output.emit(Values.encode(TICK, Map.of("index", number, "seen", seen), output.allocator()));
            if (number + 1 >= count) {
                output.finish();
            }
            return number + 1;
        });
    }

    static ProducerDefinition<Long, Batch> annotated(long count, long rows) {
        int each = Math.toIntExact(rows);
        return turns(
                count,
                Columns.INT64_VALUE,
                (number, output) -> output.emit(
                        Columns.int64Values(row -> number * 1_000_000 + row, each, output.allocator()),
                        Metadata.of("conformance.batch_index", Long.toString(number))
                                .with("conformance.batch_total", Long.toString(count))
                                .with("conformance.emit_label", "\u00fcn\u00efcode-\u03bb")));
    }

    static ProducerDefinition<Long, Batch> logging(long count) {
        return turns(count, Columns.COUNTER, (number, output) -> {
            output.log(Level.INFO, "producing batch " + number);
            emitCounter(number, output);
        });
    }

    static ProducerDefinition<Long, Batch> failingAfter(long batches) {
        return turns(Long.MAX_VALUE, Columns.COUNTER, (number, output) -> {
            if (number >= batches) {
                throw PythonErrors.runtimeError("intentional error after " + batches + " batches");
            }
            emitCounter(number, output);
        });
    }

    static ProducerDefinition<Long, Batch> cancellable(CancelProbe probe) {
        return turns(Long.MAX_VALUE, Columns.COUNTER, (number, output) -> {
                    probe.produce();
                    emitCounter(number, output);
                })
                .onCancel(context -> probe.cancel());
    }

    /** With the columns asked for. */
    static ProducerDefinition<Long, Batch> dynamic(long count, boolean strings, boolean floats) {
        List<Field> fields = new ArrayList<>(List.of(Columns.int64("index")));
        if (strings) {
            fields.add(Columns.utf8("label"));
        }
        if (floats) {
            fields.add(Columns.float64("score"));
        }
        var schema = new Schema(fields);
        return turns(count, schema, (number, output) -> {
            var row = new LinkedHashMap<String, Object>(Map.of("index", number));
            if (strings) {
                row.put("label", "row-" + number);
            }
            if (floats) {
                row.put("score", number * 1.5);
            }
            output.emit(Values.encode(schema, row, output.allocator()));
        });
    }
}
