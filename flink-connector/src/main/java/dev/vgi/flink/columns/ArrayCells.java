package dev.vgi.flink.columns;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The cells of one array after the other. */
final class ArrayCells implements ValueGetters {
    private ArrayData array = new GenericArrayData(new Object[0]);

    /** These cells now stand for another array. */
    ArrayCells of(ArrayData other) {
        array = other;
        return this;
    }

    @Override
    public boolean isNullAt(int position) {
        return array.isNullAt(position);
    }

    @Override
    public boolean booleanAt(int position) {
        return array.getBoolean(position);
    }

    @Override
    public byte byteAt(int position) {
        return array.getByte(position);
    }

    @Override
    public short shortAt(int position) {
        return array.getShort(position);
    }

    @Override
    public int intAt(int position) {
        return array.getInt(position);
    }

    @Override
    public long longAt(int position) {
        return array.getLong(position);
    }

    @Override
    public float floatAt(int position) {
        return array.getFloat(position);
    }

    @Override
    public double doubleAt(int position) {
        return array.getDouble(position);
    }

    @Override
    public StringData stringAt(int position) {
        return array.getString(position);
    }

    @Override
    public byte[] binaryAt(int position) {
        return array.getBinary(position);
    }

    @Override
    public ArrayData arrayAt(int position) {
        return array.getArray(position);
    }

    @Override
    public MapData mapAt(int position) {
        return array.getMap(position);
    }

    @Override
    public DecimalData decimalAt(int position, int precision, int scale) {
        return array.getDecimal(position, precision, scale);
    }

    @Override
    public TimestampData timestampAt(int position, int precision) {
        return array.getTimestamp(position, precision);
    }

    @Override
    public RowData rowAt(int position, int arity) {
        return array.getRow(position, arity);
    }
}
