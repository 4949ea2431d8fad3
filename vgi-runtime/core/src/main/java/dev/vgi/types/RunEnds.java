package dev.vgi.types;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Reads the values of run-end encoded columns. */
final class RunEnds {
    private RunEnds() {}

    static ColumnReader reader(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        RunEndEncodedVector runs = (RunEndEncodedVector) vector;
        BaseIntVector ends = (BaseIntVector) runs.getRunEndsVector();
        ColumnReader values = ColumnReaders.of(wire.getChildren().get(1), runs.getValuesVector(), dictionaries);
        return row -> values.read(run(ends, row));
    }

    /** Returns the first run that ends behind the row. */
    private static int run(BaseIntVector ends, int row) {
        int low = 0;
        int high = ends.getValueCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends.getValueAsLong(middle) > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
