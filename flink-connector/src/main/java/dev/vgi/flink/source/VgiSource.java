package dev.vgi.flink.source;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * A worker's producer as a source of a {@code DataStream}:
 *
 * <pre>{@code
 * VgiSource<Flight> flights = VgiSource.builder()
 *         .url("http://localhost:8080")
 *         .method("Flights/flights")
 *         .splitsMethod("Flights/flight_splits")
 *         .records(Flight.class);
 * env.fromSource(flights, WatermarkStrategy.noWatermarks(), "flights");
 * }</pre>
 *
 * <p>Over HTTP a checkpoint holds the place of each split in the worker's stream, to the row: rows are emitted exactly
 * once for as long as the worker honours its tokens, and as {@code scan.token.expiry-policy} says after that.
 * Checkpoints hold these tokens, which let their holder read on: keep them as safe as the data. Other transports have
 * no tokens.
 *
 * <p>Batches that are read and not yet emitted lie in off-heap memory: see {@code memory.max} and
 * {@code taskmanager.memory.task.off-heap.size}.
 *
 * @param <T> the element
 */
public final class VgiSource<T> implements Source<T, VgiSplit, EnumeratorState>, ResultTypeQueryable<T> {
    private static final long serialVersionUID = 1L;

    /** So few that a checkpoint waits for them hardly longer than for one. */
    private static final int SLICE_ROWS = 64;

    private final ScanPlan plan;
    private final RowFormat<T> format;

    VgiSource(ScanPlan plan, RowFormat<T> format) {
        this.plan = plan;
        this.format = format;
    }

    /** The settings of a source. */
    public static VgiSourceBuilder builder() {
        return new VgiSourceBuilder();
    }

    /**
     * A source of Flink's internal rows, each valid until the next one is emitted.
     *
     * @param columns the columns to read
     */
    public static VgiSource<RowData> of(ScanPlan plan, RowType columns) {
        return new VgiSource<>(plan, new RowDataFormat(columns));
    }

    ScanPlan plan() {
        return plan;
    }

    @Override
    public Boundedness getBoundedness() {
        return plan.boundedness();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return format.producedType();
    }

    @Override
    public SourceReader<T, VgiSplit> createReader(SourceReaderContext context) {
        return createReader(context, SLICE_ROWS);
    }

    SourceReader<T, VgiSplit> createReader(SourceReaderContext context, int sliceRows) {
        String name = "vgi-source-" + context.getIndexOfSubtask();
        return new VgiSourceReader<>(
                new ReaderResources(plan.connection(), plan.schemes(), name), plan, format, sliceRows, context);
    }

    @Override
    public SplitEnumerator<VgiSplit, EnumeratorState> createEnumerator(SplitEnumeratorContext<VgiSplit> context) {
        return new VgiEnumerator(context, plan, null);
    }

    @Override
    public SplitEnumerator<VgiSplit, EnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<VgiSplit> context, EnumeratorState state) {
        return new VgiEnumerator(context, plan, state);
    }

    @Override
    public SimpleVersionedSerializer<VgiSplit> getSplitSerializer() {
        return new VgiSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
        return new EnumeratorStateSerializer();
    }
}
