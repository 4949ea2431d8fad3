package dev.vgi.flink.columns;

import java.util.function.IntUnaryOperator;
import org.apache.arrow.vector.ValueVector;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.data.columnar.vector.ArrayColumnVector;
import org.apache.flink.table.data.columnar.vector.BooleanColumnVector;
import org.apache.flink.table.data.columnar.vector.ByteColumnVector;
import org.apache.flink.table.data.columnar.vector.BytesColumnVector;
import org.apache.flink.table.data.columnar.vector.ColumnVector;
import org.apache.flink.table.data.columnar.vector.DecimalColumnVector;
import org.apache.flink.table.data.columnar.vector.DoubleColumnVector;
import org.apache.flink.table.data.columnar.vector.FloatColumnVector;
import org.apache.flink.table.data.columnar.vector.IntColumnVector;
import org.apache.flink.table.data.columnar.vector.LongColumnVector;
import org.apache.flink.table.data.columnar.vector.MapColumnVector;
import org.apache.flink.table.data.columnar.vector.RowColumnVector;
import org.apache.flink.table.data.columnar.vector.ShortColumnVector;
import org.apache.flink.table.data.columnar.vector.TimestampColumnVector;

/** Rows that stand for values elsewhere: in a dictionary, or once for each run. */
final class IndirectColumn extends ArrowColumn
        implements BooleanColumnVector,
                ByteColumnVector,
                ShortColumnVector,
                IntColumnVector,
                LongColumnVector,
                FloatColumnVector,
                DoubleColumnVector,
                BytesColumnVector,
                DecimalColumnVector,
                TimestampColumnVector,
                ArrayColumnVector,
                MapColumnVector,
                RowColumnVector {
    private final ColumnVector values;
    private final IntUnaryOperator index;

    /**
     * A column.
     *
     * @param nulls which rows are null without a value
     * @param values the values
     * @param index where the value of a row is, for rows that are not null
     */
    IndirectColumn(ValueVector nulls, ColumnVector values, IntUnaryOperator index) {
        super(nulls);
        this.values = values;
        this.index = index;
    }

    @Override
    public boolean isNullAt(int row) {
        return super.isNullAt(row) || values.isNullAt(index.applyAsInt(row));
    }

    @Override
    public boolean getBoolean(int row) {
        return ((BooleanColumnVector) values).getBoolean(index.applyAsInt(row));
    }

    @Override
    public byte getByte(int row) {
        return ((ByteColumnVector) values).getByte(index.applyAsInt(row));
    }

    @Override
    public short getShort(int row) {
        return ((ShortColumnVector) values).getShort(index.applyAsInt(row));
    }

    @Override
    public int getInt(int row) {
        return ((IntColumnVector) values).getInt(index.applyAsInt(row));
    }

    @Override
    public long getLong(int row) {
        return ((LongColumnVector) values).getLong(index.applyAsInt(row));
    }

    @Override
    public float getFloat(int row) {
        return ((FloatColumnVector) values).getFloat(index.applyAsInt(row));
    }

    @Override
    public double getDouble(int row) {
        return ((DoubleColumnVector) values).getDouble(index.applyAsInt(row));
    }

    @Override
    public Bytes getBytes(int row) {
        return ((BytesColumnVector) values).getBytes(index.applyAsInt(row));
    }

    @Override
    public DecimalData getDecimal(int row, int precision, int scale) {
        return ((DecimalColumnVector) values).getDecimal(index.applyAsInt(row), precision, scale);
    }

    @Override
    public TimestampData getTimestamp(int row, int precision) {
        return ((TimestampColumnVector) values).getTimestamp(index.applyAsInt(row), precision);
    }

    @Override
    public ArrayData getArray(int row) {
        return ((ArrayColumnVector) values).getArray(index.applyAsInt(row));
    }

    @Override
    public MapData getMap(int row) {
        return ((MapColumnVector) values).getMap(index.applyAsInt(row));
    }

    @Override
    public ColumnarRowData getRow(int row) {
        return ((RowColumnVector) values).getRow(index.applyAsInt(row));
    }
}
