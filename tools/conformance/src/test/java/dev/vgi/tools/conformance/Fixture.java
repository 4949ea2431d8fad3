package dev.vgi.tools.conformance;

import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogMessage;
import dev.vgi.service.Producer;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the parts of {@link TransportSuite} have at hand: a worker, clients of it, and batches. */
interface Fixture {
    Schema FLOAT64_VALUE =
            new Schema(List.of(Field.nullable("value", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));

    Client client();

    ConformanceService service();

    /** The lines that the worker sent during this test. */
    List<LogMessage> logs();

    BufferAllocator allocator();

    /** A client with options of its own, for the test to close. */
    Client connect(UnaryOperator<CallOptions> change);

    /** A client of a worker without reflection, for the test to close. */
    Client connectWithoutReflection();

    /** The connection can be used after whatever happened to it. */
    void assertUsable();

    /** One column of numbers, for an exchange; null is null. */
    default Batch values(Double... values) {
        return rows(
                FLOAT64_VALUE,
                Arrays.stream(values)
                        .map(value -> Collections.singletonMap("value", value))
                        .toList());
    }

    default Batch rows(Schema schema, List<? extends Map<String, ?>> rows) {
        return Values.encodeRows(schema, rows, allocator());
    }

    /** The numbers from 0 on, as a column of int64 holds them. */
    static List<Object> numbers(long count) {
        return LongStream.range(0, count).mapToObj(Object.class::cast).toList();
    }

    /** One column of a batch, which is closed. */
    static List<Object> column(String name, Batch batch) {
        try (batch) {
            var column = new ArrayList<>();
            for (int row = 0; row < batch.rowCount(); row++) {
                column.add(Values.row(batch, row).get(name));
            }
            return column;
        }
    }

    /** One column of all batches of a stream, which is closed. */
    static List<Object> column(String name, Producer<Batch> stream) {
        try (stream) {
            var column = new ArrayList<>();
            for (Batch batch : stream) {
                column.addAll(column(name, batch));
            }
            return column;
        }
    }
}
