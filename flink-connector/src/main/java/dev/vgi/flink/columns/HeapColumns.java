package dev.vgi.flink.columns;

import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.columnar.vector.BooleanColumnVector;
import org.apache.flink.table.data.columnar.vector.ByteColumnVector;
import org.apache.flink.table.data.columnar.vector.BytesColumnVector;
import org.apache.flink.table.data.columnar.vector.ColumnVector;
import org.apache.flink.table.data.columnar.vector.DecimalColumnVector;
import org.apache.flink.table.data.columnar.vector.DoubleColumnVector;
import org.apache.flink.table.data.columnar.vector.FloatColumnVector;
import org.apache.flink.table.data.columnar.vector.IntColumnVector;
import org.apache.flink.table.data.columnar.vector.LongColumnVector;
import org.apache.flink.table.data.columnar.vector.ShortColumnVector;
import org.apache.flink.table.data.columnar.vector.TimestampColumnVector;
import org.apache.flink.table.data.columnar.vector.heap.AbstractHeapVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapBooleanVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapByteVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapDoubleVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapFloatVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapIntVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapLongVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapShortVector;
import org.apache.flink.table.data.columnar.vector.heap.HeapTimestampVector;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.jspecify.annotations.Nullable;

/**
 * Copies columns to the heap, so that rows over them outlive the batch. Each column is copied once for all of its rows.
 */
final class HeapColumns {
    private HeapColumns() {}

    /** The copy; empty for a nested type. */
    static Optional<ColumnVector> copy(ColumnVector source, LogicalType type, int rows) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> {
                var copy = new HeapBooleanVector(rows);
                var values = (BooleanColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setBoolean(row, values.getBoolean(row)));
            }
            case TINYINT -> {
                var copy = new HeapByteVector(rows);
                var values = (ByteColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setByte(row, values.getByte(row)));
            }
            case SMALLINT -> {
                var copy = new HeapShortVector(rows);
                var values = (ShortColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setShort(row, values.getShort(row)));
            }
            case INTEGER, DATE, TIME_WITHOUT_TIME_ZONE, INTERVAL_YEAR_MONTH -> {
                var copy = new HeapIntVector(rows);
                var values = (IntColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setInt(row, values.getInt(row)));
            }
            case BIGINT, INTERVAL_DAY_TIME -> {
                var copy = new HeapLongVector(rows);
                var values = (LongColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setLong(row, values.getLong(row)));
            }
            case FLOAT -> {
                var copy = new HeapFloatVector(rows);
                var values = (FloatColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setFloat(row, values.getFloat(row)));
            }
            case DOUBLE -> {
                var copy = new HeapDoubleVector(rows);
                var values = (DoubleColumnVector) source;
                yield filled(copy, source, rows, row -> copy.setDouble(row, values.getDouble(row)));
            }
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> {
                var copy = new HeapTimestampVector(rows);
                var values = (TimestampColumnVector) source;
                int precision = LogicalTypeChecks.getPrecision(type);
                yield filled(copy, source, rows, row -> copy.setTimestamp(row, values.getTimestamp(row, precision)));
            }
            case CHAR, VARCHAR, BINARY, VARBINARY -> {
                var values = (BytesColumnVector) source;
                // The bytes are on the heap already.
                yield Optional.of(new HeapBytes(
                        objects(source, rows, values::getBytes, new BytesColumnVector.@Nullable Bytes[rows])));
            }
            case DECIMAL -> {
                var values = (DecimalColumnVector) source;
                int precision = LogicalTypeChecks.getPrecision(type);
                int scale = LogicalTypeChecks.getScale(type);
                yield Optional.of(new HeapDecimals(objects(
                        source,
                        rows,
                        row -> values.getDecimal(row, precision, scale),
                        new @Nullable DecimalData[rows])));
            }
            default -> Optional.empty();
        };
    }

    @FunctionalInterface
    private interface Row {
        void copy(int row);
    }

    private static Optional<ColumnVector> filled(AbstractHeapVector copy, ColumnVector source, int rows, Row each) {
        for (int row = 0; row < rows; row++) {
            if (source.isNullAt(row)) {
                copy.setNullAt(row);
            } else {
                each.copy(row);
            }
        }
        return Optional.of(copy);
    }

    private static <T> @Nullable T[] objects(ColumnVector source, int rows, IntFunction<T> read, @Nullable T[] copies) {
        for (int row = 0; row < rows; row++) {
            copies[row] = source.isNullAt(row) ? null : read.apply(row);
        }
        return copies;
    }

    private static final class HeapBytes implements BytesColumnVector {
        private final @Nullable Bytes[] values;

        private HeapBytes(@Nullable Bytes[] values) {
            this.values = values;
        }

        @Override
        public boolean isNullAt(int row) {
            return values[row] == null;
        }

        @Override
        public Bytes getBytes(int row) {
            return Objects.requireNonNull(values[row]);
        }
    }

    private static final class HeapDecimals implements DecimalColumnVector {
        private final @Nullable DecimalData[] values;

        private HeapDecimals(@Nullable DecimalData[] values) {
            this.values = values;
        }

        @Override
        public boolean isNullAt(int row) {
            return values[row] == null;
        }

        @Override
        public DecimalData getDecimal(int row, int precision, int scale) {
            return Objects.requireNonNull(values[row]);
        }
    }
}
