package dev.vgi.flink.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** One life of a reader: begins with splits, emits some rows, and leaves splits behind. */
final class SplitReads<T> implements AutoCloseable {
    private final VgiSource<T> source;
    private final SourceReader<T, VgiSplit> reader;
    private final TestingReaderOutput<T> output = new TestingReaderOutput<>();

    /** Emits row by row. */
    SplitReads(VgiSource<T> source, List<VgiSplit> splits) {
        this(source, splits, 1);
    }

    SplitReads(VgiSource<T> source, List<VgiSplit> splits, int sliceRows) {
        this.source = source;
        this.reader = source.createReader(new TestingReaderContext(), sliceRows);
        reader.addSplits(splits);
        reader.notifyNoMoreSplits();
        reader.start();
    }

    /** Emits at least so many rows more, or all that there are. */
    SplitReads<T> emit(int rows) throws Exception {
        int wanted = output.getEmittedRecords().size() + rows;
        while (output.getEmittedRecords().size() < wanted) {
            InputStatus status = reader.pollNext(output);
            if (status == InputStatus.END_OF_INPUT) {
                return this;
            } else if (status == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get();
            }
        }
        return this;
    }

    SplitReads<T> emitAll() throws Exception {
        return emit(Integer.MAX_VALUE / 2);
    }

    List<T> emitted() {
        return new ArrayList<>(output.getEmittedRecords());
    }

    /** What a checkpoint would hold now, as another process would read it. */
    List<VgiSplit> checkpoint() throws Exception {
        SimpleVersionedSerializer<VgiSplit> serializer = source.getSplitSerializer();
        List<VgiSplit> restored = new ArrayList<>();
        for (VgiSplit split : reader.snapshotState(1)) {
            restored.add(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)));
        }
        return restored;
    }

    /** Finds what was leaked. */
    @Override
    public void close() throws Exception {
        reader.close();
    }
}
