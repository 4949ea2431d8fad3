package dev.vgi.flink.columns;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The cells of one row after the other. */
final class RowCells implements ValueGetters {
    private RowData row = GenericRowData.of();

    /** These cells now stand for another row. */
    RowCells of(RowData other) {
        row = other;
        return this;
    }

    @Override
    public boolean isNullAt(int position) {
        return row.isNullAt(position);
    }

    @Override
    public boolean booleanAt(int position) {
        return row.getBoolean(position);
    }

    @Override
    public byte byteAt(int position) {
        return row.getByte(position);
    }

    @Override
    public short shortAt(int position) {
        return row.getShort(position);
    }

    @Override
    public int intAt(int position) {
        return row.getInt(position);
    }

    @Override
    public long longAt(int position) {
        return row.getLong(position);
    }

    @Override
    public float floatAt(int position) {
        return row.getFloat(position);
    }

    @Override
    public double doubleAt(int position) {
        return row.getDouble(position);
    }

    @Override
    public StringData stringAt(int position) {
        return row.getString(position);
    }

    @Override
    public byte[] binaryAt(int position) {
        return row.getBinary(position);
    }

    @Override
    public ArrayData arrayAt(int position) {
        return row.getArray(position);
    }

    @Override
    public MapData mapAt(int position) {
        return row.getMap(position);
    }

    @Override
    public DecimalData decimalAt(int position, int precision, int scale) {
        return row.getDecimal(position, precision, scale);
    }

    @Override
    public TimestampData timestampAt(int position, int precision) {
        return row.getTimestamp(position, precision);
    }

    @Override
    public RowData rowAt(int position, int arity) {
        return row.getRow(position, arity);
    }
}
