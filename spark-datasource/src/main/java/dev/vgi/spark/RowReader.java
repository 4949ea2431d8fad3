package dev.vgi.spark;

import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** Rows for Spark, each valid until the next: a batch is closed behind its last row. */
final class RowReader implements PartitionReader<InternalRow> {
    private final SplitReader reader;
    private @Nullable ColumnarBatch batch;
    private Iterator<InternalRow> rows = Collections.emptyIterator();

    RowReader(SplitReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean next() {
        while (!rows.hasNext()) {
            closeBatch();
            batch = reader.next();
            if (batch == null) {
                return false;
            }
            rows = batch.rowIterator();
        }
        return true;
    }

    @Override
    public InternalRow get() {
        return rows.next();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return reader.metrics();
    }

    @Override
    public void close() {
        closeBatch();
        reader.close();
    }

    private void closeBatch() {
        if (batch != null) {
            batch.close();
            batch = null;
        }
    }
}
