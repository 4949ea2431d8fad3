package dev.vgi.flink.columns;

import org.apache.arrow.vector.ValueVector;
import org.apache.flink.table.data.columnar.vector.ColumnVector;

/** A Flink column over an Arrow vector. */
abstract class ArrowColumn implements ColumnVector {
    private final ValueVector nulls;
    private final boolean hasNulls;

    ArrowColumn(ValueVector nulls) {
        this.nulls = nulls;
        this.hasNulls = nulls.getNullCount() > 0;
    }

    @Override
    public boolean isNullAt(int row) {
        return hasNulls && nulls.isNull(row);
    }
}
