package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.client.ExchangeStream;
import dev.vgi.protocol.Externalized;
import dev.vgi.spark.columns.ArrowRows;
import dev.vgi.spark.columns.ArrowTypes;
import dev.vgi.spark.columns.ColumnDecoder;
import dev.vgi.spark.columns.SparkTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
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
 * One partition's way through an exchange. Batches that are Arrow already and not too large are sent as they are; others,
 * and rows, are collected up to the batch size.
 */
final class ExchangeBatches implements Iterator<ColumnarBatch> {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeBatches.class);

    /** Room for so many rows is made at once; for more of them when they come. */
    private static final int USUAL_ROWS = 1 << 14;

    private final ExchangeTask task;
    private final ExchangeSpec spec;
    private final Iterator<ColumnarBatch> source;
    private final OpenBatches handedOut = new OpenBatches();
    private final MemoryScope memory;
    private final Workers.Lease lease;
    private final Schema inputSchema;
    private final StructType collected;
    private final int[] ordinals;
    private @Nullable ExchangeStream stream;
    private @Nullable ColumnarBatch current;
    private Iterator<InternalRow> rows;
    private boolean untouched = true;
    private boolean closed;

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
        this.inputSchema = inputSchema(spec.input());
        this.collected = concat(spec.input(), task.keptColumns());
        this.ordinals = concat(task.input(), task.kept());
        this.lease = Workers.lease(spec.method().connection());
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
            fields.add(ArrowTypes.field(column));
        }
        return new Schema(fields);
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        while (!rows.hasNext()) {
            release();
            if (!source.hasNext()) {
                finish();
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
        ColumnarBatch batch = current;
        return batch != null && canShare(batch) ? exchange(share(batch), batch.numRows()) : exchangeRows();
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
    private List<FieldVector> share(ColumnarBatch batch) {
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
        return shared;
    }

    private ColumnarBatch exchangeRows() {
        List<FieldVector> vectors;
        int count;
        try (var collector =
                new ArrowRows(collected, ordinals, Math.min(spec.batchSize(), USUAL_ROWS), memory.allocator())) {
            while (collector.rowCount() < spec.batchSize() && hasNext()) {
                collector.add(rows.next());
                untouched = false;
            }
            count = collector.rowCount();
            vectors = collector.finish();
        }
        return exchange(vectors, count);
    }

    /** Takes over the vectors: those to send, then those to keep. */
    private ColumnarBatch exchange(List<FieldVector> vectors, int rowCount) {
        int sent = spec.input().length();
        List<FieldVector> result = new ArrayList<>(vectors.subList(sent, vectors.size()));
        try {
            Batch answer = send(vectors.subList(0, sent), rowCount);
            try {
                decode(answer, result);
                SparkBatch batch = SparkBatch.of(answer, result.toArray(FieldVector[]::new));
                handedOut.add(batch);
                return batch.columns();
            } catch (Throwable e) {
                answer.close();
                throw e;
            }
        } catch (Throwable e) {
            result.forEach(FieldVector::close);
            throw e;
        }
    }

    private Batch send(List<FieldVector> input, int rowCount) {
        try (Batch batch = Batch.of(new VectorSchemaRoot(inputSchema, input, rowCount))) {
            Batch answer = answer(batch);
            if (answer.rowCount() != rowCount) {
                try (answer) {
                    throw VgiException.builder(
                                    Code.DATA_LOSS,
                                    spec.method().name() + " answered " + rowCount + " rows with " + answer.rowCount()
                                            + ", expected one for each")
                            .url(spec.method().connection().url())
                            .build();
                }
            }
            return answer;
        }
    }

    private Batch answer(Batch batch) {
        long start = System.nanoTime();
        try {
            ExchangeStream open = opened();
            Externalized before = open.externalized();
            Batch answer = open.exchange(batch);
            task.metrics()
                    .exchanged(
                            batch.rowCount(),
                            Duration.ofNanos(System.nanoTime() - start),
                            open.externalized().since(before));
            return answer;
        } catch (VgiException e) {
            throw Errors.ADVICE.ofExchange(
                    e, spec.method(), List.of(spec.input().fieldNames()));
        }
    }

    private void decode(Batch answer, List<FieldVector> result) {
        StructType found = SparkTypes.schema(answer.schema());
        if (!found.sameType(spec.answer())) {
            throw VgiException.builder(
                            Code.FAILED_PRECONDITION,
                            "the answers of " + spec.method().name()
                                    + " have changed since the query was planned: found "
                                    + found.simpleString() + ", expected "
                                    + spec.answer().simpleString() + ". Run the query again")
                    .url(spec.method().connection().url())
                    .build();
        }
        List<Field> fields = answer.schema().getFields();
        for (int i = 0; i < fields.size(); i++) {
            result.add(ColumnDecoder.of(fields.get(i)).orElseThrow().decode(answer.vector(i), answer.dictionaries()));
        }
    }

    private ExchangeStream opened() {
        ExchangeStream open = stream;
        if (open == null) {
            open = spec.method().on(lease.client()).args(spec.arguments()).exchange(inputSchema);
            stream = open;
        }
        return open;
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

    /** Ends the stream as soon as the partition does, so that its connection is free for the next. */
    private void finish() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            try {
                release();
                finish();
            } finally {
                lease.close();
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
