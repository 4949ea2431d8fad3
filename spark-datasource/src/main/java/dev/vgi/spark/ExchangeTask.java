package dev.vgi.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** What each task of an exchange runs. */
final class ExchangeTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExchangeSpec spec;
    private final int[] input;
    private final int[] kept;
    private final StructType keptColumns;
    private final ExchangeMetrics metrics;

    /**
     * A task.
     *
     * @param input where the columns to send are in the child's rows
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

    Iterator<ColumnarBatch> ofBatches(Iterator<ColumnarBatch> batches) {
        return ExchangeBatches.ofBatches(this, batches);
    }

    Iterator<ColumnarBatch> ofRows(Iterator<InternalRow> rows) {
        return ExchangeBatches.ofRows(this, rows);
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
