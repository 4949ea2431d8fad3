package dev.vgi.spark;

import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** The rows of batches, each of which is closed when its last row has been used. */
final class ColumnarToRowIterator implements Iterator<InternalRow> {
    private final Iterator<ColumnarBatch> batches;
    private @Nullable ColumnarBatch current;
    private Iterator<InternalRow> rows = Collections.emptyIterator();

    ColumnarToRowIterator(Iterator<ColumnarBatch> batches) {
        this.batches = batches;
    }

    @Override
    public boolean hasNext() {
        while (!rows.hasNext()) {
            if (current != null) {
                current.close();
                current = null;
            }
            if (!batches.hasNext()) {
                return false;
            }
            current = batches.next();
            rows = current.rowIterator();
        }
        return true;
    }

    @Override
    public InternalRow next() {
        return rows.next();
    }
}
