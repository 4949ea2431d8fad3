package dev.vgi.flink.columns;

import org.apache.arrow.vector.complex.StructVector;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.data.columnar.vector.ColumnVector;
import org.apache.flink.table.data.columnar.vector.RowColumnVector;
import org.apache.flink.table.data.columnar.vector.VectorizedColumnBatch;

/** Structs as rows of their own. */
final class StructColumn extends ArrowColumn implements RowColumnVector {
    private final VectorizedColumnBatch fields;

    StructColumn(StructVector vector, ColumnVector[] children) {
        super(vector);
        fields = new VectorizedColumnBatch(children);
        fields.setNumRows(vector.getValueCount());
    }

    @Override
    public ColumnarRowData getRow(int row) {
        return new ColumnarRowData(fields, row);
    }
}
