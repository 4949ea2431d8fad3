package dev.vgi.flink.columns;

import org.apache.arrow.vector.complex.MapVector;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.columnar.ColumnarMapData;
import org.apache.flink.table.data.columnar.vector.ColumnVector;
import org.apache.flink.table.data.columnar.vector.MapColumnVector;

/** Maps as slices of their keys and their values. */
final class MapColumn extends ArrowColumn implements MapColumnVector {
    private final MapVector vector;
    private final ColumnVector keys;
    private final ColumnVector values;

    MapColumn(MapVector vector, ColumnVector keys, ColumnVector values) {
        super(vector);
        this.vector = vector;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public MapData getMap(int row) {
        int start = vector.getElementStartIndex(row);
        return new ColumnarMapData(keys, values, start, vector.getElementEndIndex(row) - start);
    }
}
