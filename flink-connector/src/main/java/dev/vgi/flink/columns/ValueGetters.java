package dev.vgi.flink.columns;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The values of a row or of an array by position: Flink has no name for what both have in common. */
interface ValueGetters {
    boolean isNullAt(int position);

    boolean booleanAt(int position);

    byte byteAt(int position);

    short shortAt(int position);

    int intAt(int position);

    long longAt(int position);

    float floatAt(int position);

    double doubleAt(int position);

    StringData stringAt(int position);

    byte[] binaryAt(int position);

    DecimalData decimalAt(int position, int precision, int scale);

    TimestampData timestampAt(int position, int precision);

    ArrayData arrayAt(int position);

    MapData mapAt(int position);

    RowData rowAt(int position, int arity);
}
