package dev.vgi.spark;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * A batch that knows when all of its rows were taken. Spark's generated code closes the batches that it reads, and its
 * operators without generated code, which take rows, never do.
 */
final class TrackedBatch extends ColumnarBatch {
    private volatile boolean exhausted;

    TrackedBatch(ColumnVector[] columns, int rows) {
        super(columns, rows);
    }

    /**
     * Whether somebody took the rows to the last. The columns may still be in use until the next batch is asked for:
     * Spark's Python UDFs queue the rows of a batch before they send its columns.
     */
    boolean isExhausted() {
        return exhausted;
    }

    @Override
    public Iterator<InternalRow> rowIterator() {
        Iterator<InternalRow> rows = super.rowIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                boolean more = rows.hasNext();
                if (!more) {
                    exhausted = true;
                }
                return more;
            }

            @Override
            public InternalRow next() {
                return rows.next();
            }
        };
    }
}
