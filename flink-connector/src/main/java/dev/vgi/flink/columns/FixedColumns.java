package dev.vgi.flink.columns;

import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.flink.table.data.columnar.vector.BooleanColumnVector;
import org.apache.flink.table.data.columnar.vector.ByteColumnVector;
import org.apache.flink.table.data.columnar.vector.DoubleColumnVector;
import org.apache.flink.table.data.columnar.vector.FloatColumnVector;
import org.apache.flink.table.data.columnar.vector.IntColumnVector;
import org.apache.flink.table.data.columnar.vector.LongColumnVector;
import org.apache.flink.table.data.columnar.vector.ShortColumnVector;

/** Columns of one primitive type, read where they lie. What nulls read as means nothing. */
final class FixedColumns {
    private FixedColumns() {}

    static final class Booleans extends ArrowColumn implements BooleanColumnVector {
        private final ArrowBuf bits;

        Booleans(BitVector vector) {
            super(vector);
            bits = vector.getDataBuffer();
        }

        @Override
        public boolean getBoolean(int row) {
            return (bits.getByte(row >> 3) >> (row & 7) & 1) != 0;
        }
    }

    static final class Bytes extends ArrowColumn implements ByteColumnVector {
        private final ArrowBuf values;

        Bytes(FieldVector vector) {
            super(vector);
            values = vector.getDataBuffer();
        }

        @Override
        public byte getByte(int row) {
            return values.getByte(row);
        }
    }

    /** The value of a row. */
    @FunctionalInterface
    interface ShortCell {
        short at(int row);
    }

    static final class Shorts extends ArrowColumn implements ShortColumnVector {
        private final ShortCell cell;

        Shorts(ValueVector vector, ShortCell cell) {
            super(vector);
            this.cell = cell;
        }

        @Override
        public short getShort(int row) {
            return cell.at(row);
        }
    }

    static final class PlainInts extends ArrowColumn implements IntColumnVector {
        private final ArrowBuf values;

        PlainInts(FieldVector vector) {
            super(vector);
            values = vector.getDataBuffer();
        }

        @Override
        public int getInt(int row) {
            return values.getInt((long) row << 2);
        }
    }

    static final class Ints extends ArrowColumn implements IntColumnVector {
        private final IntUnaryOperator cell;

        Ints(ValueVector vector, IntUnaryOperator cell) {
            super(vector);
            this.cell = cell;
        }

        @Override
        public int getInt(int row) {
            return cell.applyAsInt(row);
        }
    }

    static final class PlainLongs extends ArrowColumn implements LongColumnVector {
        private final ArrowBuf values;

        PlainLongs(FieldVector vector) {
            super(vector);
            values = vector.getDataBuffer();
        }

        @Override
        public long getLong(int row) {
            return values.getLong((long) row << 3);
        }
    }

    static final class Longs extends ArrowColumn implements LongColumnVector {
        private final IntToLongFunction cell;

        Longs(ValueVector vector, IntToLongFunction cell) {
            super(vector);
            this.cell = cell;
        }

        @Override
        public long getLong(int row) {
            return cell.applyAsLong(row);
        }
    }

    /** The value of a row. */
    @FunctionalInterface
    interface FloatCell {
        float at(int row);
    }

    static final class Floats extends ArrowColumn implements FloatColumnVector {
        private final FloatCell cell;

        Floats(ValueVector vector, FloatCell cell) {
            super(vector);
            this.cell = cell;
        }

        @Override
        public float getFloat(int row) {
            return cell.at(row);
        }
    }

    static final class Doubles extends ArrowColumn implements DoubleColumnVector {
        private final ArrowBuf values;

        Doubles(FieldVector vector) {
            super(vector);
            values = vector.getDataBuffer();
        }

        @Override
        public double getDouble(int row) {
            return values.getDouble((long) row << 3);
        }
    }
}
