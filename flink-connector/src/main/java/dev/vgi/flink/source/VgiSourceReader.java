package dev.vgi.flink.source;

import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Reads splits, and emits their rows.
 *
 * @param <T> the element
 */
final class VgiSourceReader<T> extends SingleThreadMultiplexSourceReaderBase<ReadBatch<T>, T, VgiSplit, SplitState> {
    private final ReaderResources resources;
    private final boolean isBounded;

    /** @param sliceRows how many rows are emitted at a time, between which a checkpoint may come */
    VgiSourceReader(
            ReaderResources resources, ScanPlan plan, RowFormat<T> format, int sliceRows, SourceReaderContext context) {
        super(
                () -> new VgiSplitReader<>(resources, plan, format),
                emitter(sliceRows, context.metricGroup().getIOMetricGroup().getNumRecordsInCounter()),
                context.getConfiguration(),
                context);
        this.resources = resources;
        this.isBounded = plan.boundedness() == Boundedness.BOUNDED;
        MetricGroup group = context.metricGroup().addGroup("vgi").addGroup("scan");
        group.gauge("allocatedBytes", resources::allocatedBytes);
        group.gauge("batches", resources::batches);
        group.gauge("bytes", resources::bytes);
        group.gauge("externalBatches", () -> resources.fetched().batches());
        group.gauge("externalBytes", () -> resources.fetched().bytes());
        group.gauge("fetchMillis", () -> resources.fetched().fetchTime().toMillis());
    }

    private static <T> RecordEmitter<ReadBatch<T>, T, SplitState> emitter(int sliceRows, Counter rowsIn) {
        return (batch, output, state) -> {
            int rows = batch.emit(output, sliceRows);
            state.emitted(batch);
            // The reader counts a slice as one record.
            rowsIn.inc(rows - 1L);
        };
    }

    /** A bounded reader asks when it has nothing to do, and one of an unbounded scan once, for its share. */
    @Override
    public void start() {
        if (!isBounded || getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected void onSplitFinished(Map<String, SplitState> finished) {
        if (isBounded) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected SplitState initializedState(VgiSplit split) {
        return new SplitState(split);
    }

    @Override
    protected VgiSplit toSplitType(String splitId, SplitState state) {
        return state.toSplit();
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            resources.close();
        }
    }
}
