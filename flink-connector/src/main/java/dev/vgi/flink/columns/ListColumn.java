package dev.vgi.flink.columns;

import java.util.function.IntUnaryOperator;
import org.apache.arrow.vector.ValueVector;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.columnar.ColumnarArrayData;
import org.apache.flink.table.data.columnar.vector.ArrayColumnVector;
import org.apache.flink.table.data.columnar.vector.ColumnVector;

/** Lists of every kind, which differ in where each begins and how long it is. */
final class ListColumn extends ArrowColumn implements ArrayColumnVector {
    private final ColumnVector elements;
    private final IntUnaryOperator start;
    private final IntUnaryOperator length;

    ListColumn(ValueVector vector, ColumnVector elements, IntUnaryOperator start, IntUnaryOperator length) {
        super(vector);
        this.elements = elements;
        this.start = start;
        this.length = length;
    }

    @Override
    public ArrayData getArray(int row) {
        return new ColumnarArrayData(elements, start.applyAsInt(row), length.applyAsInt(row));
    }
}
