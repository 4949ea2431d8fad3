package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns of the conformance service's streams, all of them nullable, and batches of many rows. */
final class Columns {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    static final Schema NONE = new Schema(List.of());
    static final Schema COUNTER = new Schema(List.of(int64("index"), int64("value")));
    static final Schema INT64_VALUE = new Schema(List.of(int64("value")));
    static final Schema FLOAT64_VALUE = new Schema(List.of(float64("value")));

    private Columns() {}

    static Field int64(String name) {
        return Field.nullable(name, INT64);
    }

    static Field float64(String name) {
        return Field.nullable(name, FLOAT64);
    }

    static Field utf8(String name) {
        return Field.nullable(name, ArrowType.Utf8.INSTANCE);
    }

    /** Rows of {@link #COUNTER}: the index counts from {@code first}, the value is ten times it. */
    static Batch counter(long first, int rows, BufferAllocator allocator) {
        return filled(
                List.of(
                        int64(allocator, "index", row -> first + row, rows),
                        int64(allocator, "value", row -> (first + row) * 10, rows)),
                rows);
    }

    /** Rows of {@link #INT64_VALUE}. */
    static Batch int64Values(LongUnaryOperator value, int rows, BufferAllocator allocator) {
        return filled(List.of(int64(allocator, "value", value, rows)), rows);
    }

    /** The first column, which is of float64, times {@code factor}, as {@link #FLOAT64_VALUE}. Nulls stay null. */
    static Batch scaled(Batch input, double factor, BufferAllocator allocator) {
        int rows = input.rowCount();
        Float8Vector from = (Float8Vector) input.vector(0);
        var to = new Float8Vector("value", allocator);
        try {
            to.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                if (from.isNull(row)) {
                    to.setNull(row);
                } else {
                    to.set(row, from.get(row) * factor);
                }
            }
            to.setValueCount(rows);
        } catch (Throwable e) {
            to.close();
            throw e;
        }
        return filled(List.of(to), rows);
    }

    /** The sum of the first column, which is of float64, without its nulls. */
    static double sum(Batch input) {
        Float8Vector values = (Float8Vector) input.vector(0);
        double sum = 0;
        for (int row = 0; row < input.rowCount(); row++) {
            sum += values.isNull(row) ? 0 : values.get(row);
        }
        return sum;
    }

    private static BigIntVector int64(BufferAllocator allocator, String name, LongUnaryOperator value, int rows) {
        var vector = new BigIntVector(name, allocator);
        try {
            vector.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                vector.set(row, value.applyAsLong(row));
            }
            vector.setValueCount(rows);
            return vector;
        } catch (Throwable e) {
            vector.close();
            throw e;
        }
    }

    private static Batch filled(List<FieldVector> vectors, int rows) {
        return Batch.of(
                new VectorSchemaRoot(vectors.stream().map(FieldVector::getField).toList(), vectors, rows));
    }
}
