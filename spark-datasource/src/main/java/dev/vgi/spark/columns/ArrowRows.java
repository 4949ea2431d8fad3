package dev.vgi.spark.columns;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.types.TypeTokens;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Collects rows of Spark, whatever they are stored in, as Arrow vectors in {@linkplain ArrowTypes Spark's layout}. */
public final class ArrowRows implements AutoCloseable {
    private final List<FieldVector> vectors = new ArrayList<>();
    private final RowColumn[] columns;
    private final int[] ordinals;
    private int rows;

    /**
     * An empty collection.
     *
     * @param columns the columns to collect
     * @param ordinals where each is in the rows
     * @param capacity how many rows there will be, most likely
     */
    public ArrowRows(StructType columns, int[] ordinals, int capacity, BufferAllocator allocator) {
        this.ordinals = ordinals.clone();
        this.columns = new RowColumn[columns.length()];
        try {
            for (int i = 0; i < this.columns.length; i++) {
                StructField column = columns.fields()[i];
                FieldVector vector = ArrowTypes.field(column).createVector(allocator);
                vectors.add(vector);
                this.columns[i] = column(vector, column.dataType(), capacity);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * Adds a row.
     *
     * @throws VgiException INVALID_ARGUMENT for a value that its Arrow type cannot hold
     */
    public void add(SpecializedGetters row) {
        int column = 0;
        try {
            for (; column < columns.length; column++) {
                columns[column].append(row, ordinals[column]);
            }
        } catch (ArithmeticException e) {
            throw unfit(column, e);
        }
        rows++;
    }

    private VgiException unfit(int column, ArithmeticException e) {
        Field field = vectors.get(column).getField();
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        "column '" + field.getName() + "' of row " + rows + " of a batch has a value that "
                                + TypeTokens.token(field) + " cannot hold: " + e.getMessage())
                .kind(ErrorKind.VALUE_DOES_NOT_FIT)
                .cause(e)
                .build();
    }

    public int rowCount() {
        return rows;
    }

    /** The vectors, from now on the caller's. The collection is closed. */
    public List<FieldVector> finish() {
        for (RowColumn column : columns) {
            column.finish(rows);
        }
        List<FieldVector> finished = List.copyOf(vectors);
        vectors.clear();
        return finished;
    }

    @Override
    public void close() {
        vectors.forEach(FieldVector::close);
        vectors.clear();
    }

    private static RowColumn column(FieldVector vector, DataType type, int capacity) {
        RowColumn.Fixed.Put put = put(vector);
        if (put != null) {
            return new RowColumn.Fixed((BaseFixedWidthVector) vector, capacity, put);
        } else if (vector instanceof VarCharVector texts) {
            return new RowColumn.Variable(texts, capacity, new Texts());
        } else if (vector instanceof VarBinaryVector binaries) {
            return new RowColumn.Variable(binaries, capacity, new Binaries());
        }
        return new RowColumn.ByCell(vector, ValueWriter.of(vector, type));
    }

    private static RowColumn.Fixed.@Nullable Put put(FieldVector vector) {
        if (vector instanceof BigIntVector
                || vector instanceof TimeStampVector
                || vector instanceof DurationVector
                || vector instanceof TimeNanoVector) {
            return (row, ordinal, address) -> Platform.putLong(null, address, row.getLong(ordinal));
        } else if (vector instanceof IntVector
                || vector instanceof DateDayVector
                || vector instanceof IntervalYearVector) {
            return (row, ordinal, address) -> Platform.putInt(null, address, row.getInt(ordinal));
        } else if (vector instanceof SmallIntVector) {
            return (row, ordinal, address) -> Platform.putShort(null, address, row.getShort(ordinal));
        } else if (vector instanceof TinyIntVector) {
            return (row, ordinal, address) -> Platform.putByte(null, address, row.getByte(ordinal));
        } else if (vector instanceof Float4Vector) {
            return (row, ordinal, address) -> Platform.putFloat(null, address, row.getFloat(ordinal));
        } else if (vector instanceof Float8Vector) {
            return (row, ordinal, address) -> Platform.putDouble(null, address, row.getDouble(ordinal));
        }
        return null;
    }

    private static final class Texts implements RowColumn.Variable.Bytes<UTF8String> {
        @Override
        public UTF8String get(SpecializedGetters row, int ordinal) {
            return row.getUTF8String(ordinal);
        }

        @Override
        public int length(UTF8String value) {
            return value.numBytes();
        }

        @Override
        public void copy(UTF8String value, long address) {
            value.writeToMemory(null, address);
        }
    }

    private static final class Binaries implements RowColumn.Variable.Bytes<byte[]> {
        @Override
        public byte[] get(SpecializedGetters row, int ordinal) {
            return row.getBinary(ordinal);
        }

        @Override
        public int length(byte[] value) {
            return value.length;
        }

        @Override
        public void copy(byte[] value, long address) {
            Platform.copyMemory(value, Platform.BYTE_ARRAY_OFFSET, null, address, value.length);
        }
    }
}
