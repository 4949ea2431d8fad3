package dev.vgi.spark;

import dev.vgi.connector.plan.ResolvedMethod;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Opens splits on executors.
 *
 * @param method the producer
 * @param columns what Spark expects
 * @param columnar whether it expects batches
 */
record ReaderFactory(ResolvedMethod method, StructType columns, boolean columnar) implements PartitionReaderFactory {
    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return columnar;
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        return new ColumnarReader(reader(partition));
    }

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return new RowReader(reader(partition));
    }

    /** Spark may close a reader before its last batches are used; what is left goes when the task ends. */
    private SplitReader reader(InputPartition partition) {
        SplitReader reader = new SplitReader(method, (Split) partition, columns);
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) context -> reader.releaseAll());
        }
        return reader;
    }
}
