package dev.vgi.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** What each task of an exchange runs. */
final class ExchangeTask implements FlatMapFunction<Iterator<ColumnarBatch>, ColumnarBatch> {
    private static final long serialVersionUID = 1L;

    private final ExchangeSpec spec;
    private final int[] input;
    private final int[] kept;
    private final StructType keptColumns;
    private final ExchangeMetrics metrics;

    /**
     * A task.
     *
     * @param input where the columns to send are in the child's batches
     * @param kept where the columns to keep are
     * @param keptColumns their names and types
     */
    ExchangeTask(ExchangeSpec spec, int[] input, int[] kept, StructType keptColumns, ExchangeMetrics metrics) {
        this.spec = spec;
        this.input = input;
        this.kept = kept;
        this.keptColumns = keptColumns;
        this.metrics = metrics;
    }

    @Override
    public Iterator<ColumnarBatch> call(Iterator<ColumnarBatch> batches) {
        return new ExchangeBatches(this, batches);
    }

    ExchangeSpec spec() {
        return spec;
    }

    int[] input() {
        return input;
    }

    int[] kept() {
        return kept;
    }

    StructType keptColumns() {
        return keptColumns;
    }

    ExchangeMetrics metrics() {
        return metrics;
    }
}
