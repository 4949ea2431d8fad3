package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.spark.columns.ArrowRows;
import dev.vgi.spark.columns.ArrowTypes;
import dev.vgi.spark.columns.ColumnEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's way through an exchange: batches are collected here, in the task's thread, while
 * {@link ExchangeCalls} send those before. Batches that are Arrow already and not too large are sent as they are;
 * others, and rows, are collected up to the batch size.
 */
final class ExchangeBatches implements Iterator<ColumnarBatch> {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeBatches.class);

    /** Room for so many rows is made at once; for more of them when they come. */
    private static final int USUAL_ROWS = 1 << 14;

    private final ExchangeTask task;
    private final ExchangeSpec spec;
    private final Iterator<ColumnarBatch> source;
    private final BatchTracker handedOut = new BatchTracker();
    private final MemoryScope memory;
    private final ExchangeCalls calls;
    private final PrefetchingExchange ahead;
    private final StructType collected;
    private final int[] ordinals;
    private @Nullable ColumnarBatch current;
    private Iterator<InternalRow> rows;
    private boolean untouched = true;
    private boolean first = true;
    private boolean closed;
    private long lastBytes;

    /** Of a child that gives batches. */
    static ExchangeBatches ofBatches(ExchangeTask task, Iterator<ColumnarBatch> source) {
        return new ExchangeBatches(task, source, Collections.emptyIterator());
    }

    /** Of a child that gives rows. */
    static ExchangeBatches ofRows(ExchangeTask task, Iterator<InternalRow> rows) {
        return new ExchangeBatches(task, Collections.emptyIterator(), rows);
    }

    private ExchangeBatches(ExchangeTask task, Iterator<ColumnarBatch> source, Iterator<InternalRow> rows) {
        this.task = task;
        this.rows = rows;
        this.spec = task.spec();
        this.source = source;
        this.collected = concat(spec.input(), task.keptColumns());
        this.ordinals = concat(task.input(), task.kept());
        this.calls = new ExchangeCalls(spec);
        this.ahead = new PrefetchingExchange(calls::call);
        this.memory = ProcessMemory.get()
                .scope(
                        "exchange " + spec.method().name(),
                        spec.method().settings().allocatorBytes());
        TaskContext context = TaskContext.get();
        if (context != null) {
            context.addTaskCompletionListener((TaskCompletionListener) completed -> close());
        }
    }

    /** The schema of the batches that are sent. */
    static Schema inputSchema(StructType columns) {
        List<Field> fields = new ArrayList<>();
        for (StructField column : columns.fields()) {
            fields.add(ColumnEncoder.of(ArrowTypes.field(column)).field());
        }
        return new Schema(fields);
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        handedOut.closeExhausted();
        boolean more = ahead.size() > 0 || hasInput();
        if (!more) {
            calls.finish();
        }
        return more;
    }

    private boolean hasInput() {
        while (!rows.hasNext()) {
            release();
            if (!source.hasNext()) {
                return false;
            }
            current = source.next();
            rows = current.rowIterator();
        }
        return true;
    }

    @Override
    public ColumnarBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the exchange has no more batches");
        }
        ExchangeOutput enriched = enriched();
        handedOut.add(enriched.batch());
        task.metrics().exchanged(enriched.count(), enriched.waited(), enriched.fetched());
        return enriched.batch().columns();
    }

    /** Nothing is sent ahead before the second batch is asked for: one that only looks at the first costs one call. */
    private ExchangeOutput enriched() {
        int most = spec.method().settings().prefetchBatches();
        if (first || most == 0) {
            first = false;
            ExchangeInput rows = collect();
            return called(() -> calls.call(rows));
        }
        while (ahead.size() <= most && (ahead.size() == 0 || hasRoom()) && hasInput()) {
            ahead.submit(collect());
        }
        return called(ahead::next);
    }

    /**
     * Whether one more batch like the last would leave half as much again: what is sent ahead must not fail the task.
     */
    private boolean hasRoom() {
        BufferAllocator allocator = memory.allocator();
        return allocator.getAllocatedMemory() + lastBytes + lastBytes / 2 <= allocator.getLimit();
    }

    private ExchangeOutput called(Supplier<ExchangeOutput> call) {
        try {
            return call.get();
        } catch (VgiException e) {
            throw MemoryAdvice.of(e, handedOut.size());
        } catch (OutOfMemoryException e) {
            throw exhausted("an answer of ", e);
        }
    }

    private VgiException exhausted(String what, OutOfMemoryException e) {
        return MemoryAdvice.of(
                e,
                what + spec.method().name(),
                "Lower option '" + VgiOption.BATCH_SIZE.key() + "', which is " + spec.batchSize(),
                handedOut.size());
    }

    private ExchangeInput collect() {
        ColumnarBatch batch = current;
        ExchangeInput rows;
        try {
            rows = batch != null && canShare(batch) ? share(batch) : collectRows();
        } catch (OutOfMemoryException e) {
            throw exhausted("a batch for ", e);
        }
        lastBytes = rows.vectors().stream()
                .flatMap(vector -> Arrays.stream(vector.getBuffers(false)))
                .mapToLong(ArrowBuf::capacity)
                .sum();
        return rows;
    }

    /** Whether no row of the batch has been used and it can be sent as it is. */
    private boolean canShare(ColumnarBatch batch) {
        if (batch.numRows() > spec.batchSize() || !untouched) {
            return false;
        }
        for (int ordinal : ordinals) {
            if (!(batch.column(ordinal) instanceof ArrowColumnVector column)
                    || column.getValueVector().getAllocator().getRoot()
                            != memory.allocator().getRoot()) {
                return false;
            }
        }
        return true;
    }

    /** In memory of our own: the batch may be freed before what is made of it, when the task ends early. */
    private ExchangeInput share(ColumnarBatch batch) {
        List<FieldVector> shared = new ArrayList<>();
        try {
            for (int ordinal : ordinals) {
                ValueVector vector = ((ArrowColumnVector) batch.column(ordinal)).getValueVector();
                TransferPair pair = vector.getTransferPair(memory.allocator());
                pair.splitAndTransfer(0, batch.numRows());
                shared.add((FieldVector) pair.getTo());
            }
        } catch (Throwable e) {
            shared.forEach(FieldVector::close);
            throw e;
        }
        rows = Collections.emptyIterator();
        return new ExchangeInput(shared, batch.numRows());
    }

    private ExchangeInput collectRows() {
        try (var collector =
                new ArrowRows(collected, ordinals, Math.min(spec.batchSize(), USUAL_ROWS), memory.allocator())) {
            while (collector.rowCount() < spec.batchSize() && hasInput()) {
                collector.add(rows.next());
                untouched = false;
            }
            int count = collector.rowCount();
            return new ExchangeInput(collector.finish(), count);
        }
    }

    /** A batch of Arrow vectors is the last reader's to close; others are reused by what made them. */
    private void release() {
        untouched = true;
        if (current != null) {
            if (isArrow(current)) {
                current.close();
            }
            current = null;
        }
    }

    private static boolean isArrow(ColumnarBatch batch) {
        for (int i = 0; i < batch.numCols(); i++) {
            ColumnVector column = batch.column(i);
            if (!(column instanceof ArrowColumnVector)) {
                return false;
            }
        }
        return batch.numCols() > 0;
    }

    private void close() {
        if (!closed) {
            closed = true;
            try {
                ahead.close();
                release();
                calls.close();
            } finally {
                handedOut.close();
                closeMemory();
            }
        }
    }

    /** What Spark still shares is its own to free; the task must not fail for it. */
    private void closeMemory() {
        try {
            memory.close();
        } catch (IllegalStateException e) {
            LOG.warn("an exchange left off-heap memory behind", e);
        }
    }

    private static StructType concat(StructType first, StructType second) {
        StructType both = first;
        for (StructField field : second.fields()) {
            both = both.add(field);
        }
        return both;
    }

    private static int[] concat(int[] first, int[] second) {
        int[] both = new int[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
