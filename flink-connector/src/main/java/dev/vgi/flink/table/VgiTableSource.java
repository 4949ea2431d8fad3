package dev.vgi.flink.table;

import dev.vgi.flink.LookupJoins;
import dev.vgi.flink.source.ScanOptions;
import dev.vgi.flink.source.ScanPlan;
import dev.vgi.flink.source.VgiSource;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * A table of the connector: a producer is scanned, and an exchange answers lookups. The worker is reached when the job
 * runs, not when it is planned.
 */
final class VgiTableSource
        implements ScanTableSource,
                LookupTableSource,
                SupportsProjectionPushDown,
                SupportsLimitPushDown,
                SupportsWatermarkPushDown {
    private final Map<String, String> options;
    private final @Nullable Integer parallelism;
    private final String name;
    private final ReadableConfig session;
    private DataType columns;
    private @Nullable Long limit;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    VgiTableSource(
            Map<String, String> options,
            DataType columns,
            @Nullable Integer parallelism,
            String name,
            ReadableConfig session) {
        this.options = options;
        this.columns = columns;
        this.parallelism = parallelism;
        this.name = name;
        this.session = session;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        RowType type = (RowType) columns.getLogicalType();
        ScanPlan all = ScanOptions.plan(options).withColumns(type.getFieldNames());
        ScanPlan plan = limit == null ? all : all.withLimit(limit);
        return new Provider(VgiSource.of(plan, type), watermarks, "vgi " + name, parallelism);
    }

    @Override
    public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
        return LookupJoins.plan(name, context.getKeys(), (RowType) columns.getLogicalType(), options, session);
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projected, DataType producedType) {
        columns = producedType;
    }

    /** Each split sends up to the limit, and a worker may ignore it: Flink keeps its own. */
    @Override
    public void applyLimit(long rows) {
        limit = rows;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        watermarks = strategy;
    }

    @Override
    public DynamicTableSource copy() {
        var copy = new VgiTableSource(options, columns, parallelism, name, session);
        copy.limit = limit;
        copy.watermarks = watermarks;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "vgi " + options.get("method");
    }

    /** A scan with the watermarks of its splits. */
    private record Provider(
            VgiSource<RowData> source,
            WatermarkStrategy<RowData> watermarks,
            String name,
            @Nullable Integer parallelism)
            implements DataStreamScanProvider {
        @Override
        public DataStream<RowData> produceDataStream(ProviderContext context, StreamExecutionEnvironment env) {
            var stream = env.fromSource(source, watermarks, name);
            context.generateUid("vgi").ifPresent(stream::uid);
            return stream;
        }

        @Override
        public boolean isBounded() {
            return source.getBoundedness() == Boundedness.BOUNDED;
        }

        @Override
        public Optional<Integer> getParallelism() {
            return Optional.ofNullable(parallelism);
        }
    }
}
