package dev.vgi.examples.flights;

import java.nio.ByteOrder;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;

/** Holds 64-bit whole numbers, or times. Immutable: no other code has a reference to the array. */
final class LongColumn implements Column {
    private final long[] values;

    LongColumn(long[] values) {
        this.values = values;
    }

    @Override
    public void copy(RowRange rows, FieldVector target) {
        var vector = (BaseFixedWidthVector) target;
        vector.allocateNew(rows.rows());
        vector.getDataBuffer()
                .nioBuffer(0, rows.rows() * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .put(values, rows.from(), rows.rows());
        Column.setAllValid(vector, rows.rows());
        vector.setValueCount(rows.rows());
    }
}
