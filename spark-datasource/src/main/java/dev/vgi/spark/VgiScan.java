package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.spark.columns.SparkTypes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read of a producer. Equal scans read the same, so that Spark may read once.
 *
 * @param options what the user asked for
 * @param method the producer
 * @param readSchema the columns that the query needs
 * @param columnsParameter the parameter that is told them
 * @param limitParameter the parameter that is told the limit
 * @param limit the rows that are enough
 * @param columnar whether Spark is given batches
 */
record VgiScan(
        ReadOptions options,
        ResolvedMethod method,
        StructType readSchema,
        Optional<String> columnsParameter,
        Optional<String> limitParameter,
        Optional<Integer> limit,
        boolean columnar)
        implements Scan, Batch {
    private static final Logger LOG = LoggerFactory.getLogger(VgiScan.class);

    @Override
    public Batch toBatch() {
        return this;
    }

    /** Decided without the splits, which the worker is asked for only when the query runs. */
    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return columnar ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        checkSelectable();
        List<Split> splits;
        try (Client client = ClientPool.fresh(options.connection())) {
            splits = new Splits(client, options, method).all();
        }
        if (splits.size() == 1 && options.splits().method() == null) {
            LOG.warn(
                    "{} is read by one task. For parallel reads name a method that lists splits (splitsMethod), or list"
                            + " the arguments of each partition (partitions)",
                    this);
        }
        Map<String, @Nullable Object> pushed = pushed();
        return splits.stream().map(split -> with(split, pushed)).toArray(InputPartition[]::new);
    }

    private void checkSelectable() {
        for (StructField column : readSchema.fields()) {
            SparkTypes.unsupported(column).ifPresent(why -> {
                throw VgiException.of(
                        Code.UNIMPLEMENTED,
                        "column '" + column.name() + "' of " + method.name() + " cannot be read: its type is " + why
                                + ". Select the other columns, or let the worker send another type");
            });
        }
    }

    private Map<String, @Nullable Object> pushed() {
        Map<String, @Nullable Object> pushed = new LinkedHashMap<>();
        columnsParameter.ifPresent(name -> pushed.put(name, List.of(readSchema.fieldNames())));
        limitParameter.ifPresent(name -> pushed.put(name, limit.orElseThrow()));
        return pushed;
    }

    private static Split with(Split split, Map<String, @Nullable Object> pushed) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.putAll(split.arguments());
        arguments.putAll(pushed);
        return new Split(arguments, split.url(), split.hosts());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new ReaderFactory(method, readSchema, columnar);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return new CustomMetric[] {
            new BatchesMetric(),
            new BytesMetric(),
            new ExternalBatchesMetric(),
            new ExternalBytesMetric(),
            new FetchTimeMetric()
        };
    }

    /** For plans, without credentials. */
    @Override
    public String description() {
        var text = new StringBuilder("vgi ")
                .append(method.name())
                .append(" at ")
                .append(options.connection())
                .append(", arguments ")
                .append(Arguments.describe(options.call().arguments().resolve(method.parameters())));
        if (options.splits().method() != null) {
            text.append(", splits of ").append(options.splits().method());
        } else if (!options.splits().equals(SplitPlan.one())) {
            text.append(", ").append(options.splits().listed().size()).append(" partitions");
        }
        columnsParameter.ifPresent(
                name -> text.append(", ").append(name).append(' ').append(Arrays.toString(readSchema.fieldNames())));
        limitParameter.ifPresent(
                name -> text.append(", ").append(name).append(' ').append(limit.orElseThrow()));
        return text.toString();
    }

    @Override
    public String toString() {
        return description();
    }
}
