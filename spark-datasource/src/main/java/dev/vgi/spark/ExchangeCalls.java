package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.connector.exchange.RetryingExchange;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.spark.columns.ColumnDecoder;
import dev.vgi.spark.columns.ColumnEncoder;
import dev.vgi.spark.columns.SparkTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.StructType;

/** The calls of one task of an exchange, one after the other. For one thread at a time. */
final class ExchangeCalls implements AutoCloseable {
    private final ExchangeSpec spec;
    private final Schema input;
    private final ClientPool.Lease lease;
    private final RetryingExchange exchange;
    private final String partition;
    private long batches;

    /** For the task of this thread. */
    ExchangeCalls(ExchangeSpec spec) {
        this.spec = spec;
        TaskContext context = TaskContext.get();
        partition = context == null ? "a partition" : "partition " + context.partitionId();
        input = ExchangeBatches.inputSchema(spec.input());
        lease = ClientPool.lease(spec.method().connection());
        exchange = new RetryingExchange(
                () -> spec.method().on(lease.client()).args(spec.arguments()).exchange(input),
                spec.retries(),
                RetryingExchange.ANY_AGE,
                () -> {});
    }

    /** Sends rows, which it takes over, and puts the answer beside what is kept of them. */
    ExchangeOutput call(ExchangeInput rows) {
        batches++;
        int sent = spec.input().length();
        List<FieldVector> columns =
                new ArrayList<>(rows.vectors().subList(sent, rows.vectors().size()));
        try {
            ExternalFetchStats before = exchange.externalized();
            long start = System.nanoTime();
            Batch answer = send(rows.vectors().subList(0, sent), rows.count());
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            try {
                decode(answer, columns);
                SparkBatch batch = SparkBatch.of(answer, columns.toArray(FieldVector[]::new));
                return new ExchangeOutput(
                        batch, rows.count(), waited, exchange.externalized().since(before));
            } catch (Throwable e) {
                answer.close();
                throw e;
            }
        } catch (Throwable e) {
            columns.forEach(FieldVector::close);
            throw e;
        }
    }

    private Batch send(List<FieldVector> vectors, int count) {
        try (Batch batch = encoded(vectors, count)) {
            Batch answer = exchanged(batch);
            if (answer.rowCount() != count) {
                try (answer) {
                    throw VgiException.builder(
                                    Code.DATA_LOSS,
                                    spec.method().name() + " answered " + count + " rows with " + answer.rowCount()
                                            + ", expected one for each")
                            .url(spec.method().connection().url())
                            .build();
                }
            }
            return answer;
        }
    }

    private Batch encoded(List<FieldVector> vectors, int count) {
        List<FieldVector> encoded = new ArrayList<>(vectors);
        try {
            encoded.replaceAll(vector -> ColumnEncoder.of(vector.getField()).encode(vector));
            return Batch.of(new VectorSchemaRoot(input, encoded, count));
        } catch (Throwable e) {
            encoded.forEach(FieldVector::close);
            throw e;
        }
    }

    private Batch exchanged(Batch batch) {
        try {
            return exchange.exchange(batch);
        } catch (VgiException e) {
            throw Errors.ADVICE.ofExchange(e, spec.method(), batch, place());
        }
    }

    private String place() {
        return "batch " + batches + " of " + partition;
    }

    private void decode(Batch answer, List<FieldVector> columns) {
        StructType found = SparkTypes.schema(answer.schema());
        if (!SchemaCompatibility.isSame(found, spec.answer())) {
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
            ColumnDecoder decoder = ColumnDecoder.of(fields.get(i)).orElseThrow();
            try {
                columns.add(decoder.decode(answer.vector(i), answer.dictionaries()));
            } catch (VgiException e) {
                throw e.withContext("the answer of " + spec.method().name() + " to " + place()).toBuilder()
                        .url(spec.method().connection().url())
                        .build();
            }
        }
    }

    /** Ends the stream, so that its connection is free for the next. */
    void finish() {
        exchange.close();
    }

    @Override
    public void close() {
        try {
            finish();
        } finally {
            lease.close();
        }
    }
}
