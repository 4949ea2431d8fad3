package dev.vgi.spark;

import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** Batches for Spark, which closes them when it is done with them, or leaves them until the task ends. */
final class ColumnarReader implements PartitionReader<ColumnarBatch> {
    private final SplitReader reader;
    private @Nullable ColumnarBatch current;

    ColumnarReader(SplitReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean next() {
        current = reader.next();
        return current != null;
    }

    @Override
    public ColumnarBatch get() {
        if (current == null) {
            throw new IllegalStateException("there is no batch: next() was not called, or said so");
        }
        return current;
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return reader.metrics();
    }

    @Override
    public void close() {
        reader.close();
    }
}
