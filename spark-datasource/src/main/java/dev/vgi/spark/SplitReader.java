package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.ProducerStream;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.protocol.ExternalFetchStats;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split from its start. Not bound to a thread: Spark's pipelines call {@link #next()} on one of their own,
 * and the task ends on another.
 */
final class SplitReader implements AutoCloseable {
    private final ResolvedMethod method;
    private final Split split;
    private final StructType expected;
    private final BatchTracker batches = new BatchTracker();
    private ClientPool.@Nullable Lease lease;
    private @Nullable ProducerStream stream;
    private @Nullable ReadColumns columns;
    private boolean closed;
    private long batchCount;
    private long byteCount;
    private ExternalFetchStats external = ExternalFetchStats.NONE;

    SplitReader(ResolvedMethod method, Split split, StructType expected) {
        this.method = method;
        this.split = split;
        this.expected = expected;
    }

    /**
     * The next batch with rows; null at the end. Whoever gets it closes it; what is never closed goes with the task.
     */
    synchronized @Nullable ColumnarBatch next() {
        if (closed) {
            return null;
        }
        batches.closeExhausted();
        try {
            ProducerStream source = stream == null ? open() : stream;
            for (Batch batch = source.next(); batch != null; batch = source.next()) {
                batchCount++;
                byteCount += batch.byteSize();
                external = source.externalized();
                if (batch.rowCount() > 0) {
                    return decoded(batch);
                }
                batch.close();
            }
            close();
            return null;
        } catch (VgiException e) {
            throw explained(Errors.ADVICE.of(e, method.name(), method.protocolVersion()));
        } catch (OutOfMemoryException e) {
            throw explained(MemoryAdvice.of(e, "a batch", "Let the worker send smaller ones", 0));
        }
    }

    private ProducerStream open() {
        ClientPool.Lease held = ClientPool.lease(method.connection().at(split.url()));
        lease = held;
        ProducerStream opened = method.on(held.client()).args(split.arguments()).open();
        stream = opened;
        columns = ReadColumns.match(opened.schema(), expected, method.name());
        return opened;
    }

    private ColumnarBatch decoded(Batch batch) {
        if (columns == null) {
            throw new IllegalStateException("the stream is not open");
        }
        SparkBatch decoded = columns.decode(batch);
        batches.add(decoded);
        return decoded.columns();
    }

    synchronized CustomTaskMetric[] metrics() {
        return new CustomTaskMetric[] {
            new TaskMetric(BatchesMetric.NAME, batchCount),
            new TaskMetric(BytesMetric.NAME, byteCount),
            new TaskMetric(ExternalBatchesMetric.NAME, external.batches()),
            new TaskMetric(ExternalBytesMetric.NAME, external.bytes()),
            new TaskMetric(FetchTimeMetric.NAME, external.fetchTime().toMillis())
        };
    }

    /** Ends the stream, and tells the worker where it is not at its end. Batches that were handed out stay valid. */
    @Override
    public synchronized void close() {
        closed = true;
        ProducerStream open = stream;
        stream = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (lease != null) {
                lease.close();
                lease = null;
            }
        }
    }

    /** Ends the stream and frees all batches. */
    synchronized void releaseAll() {
        try {
            close();
        } finally {
            batches.close();
        }
    }

    /** Says which split it was, and what helps where Spark holds on to too many batches. */
    private VgiException explained(VgiException e) {
        return MemoryAdvice.of(e, batches.size())
                .withContext("reading " + method.name() + " with the arguments " + split);
    }

    private record TaskMetric(String name, long value) implements CustomTaskMetric {}
}
