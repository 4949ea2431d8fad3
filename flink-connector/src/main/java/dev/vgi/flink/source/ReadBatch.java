package dev.vgi.flink.source;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Position;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way to the task, which goes over it slice by slice: each record of it is the batch itself.
 *
 * @param <T> the element
 */
final class ReadBatch<T> implements RecordsWithSplitIds<ReadBatch<T>> {
    /**
     * Where a batch lies in its split.
     *
     * @param split the split
     * @param before where its answer begins; null where there are no positions
     * @param after where to go on after it; likewise
     * @param firstRow how many of its rows were emitted before
     * @param emittedBefore how many rows of the split were emitted before its first
     */
    record Place(
            VgiSplit split,
            @Nullable Position before,
            @Nullable Position after,
            int firstRow,
            long emittedBefore) {}

    private final Place place;
    private final Batch batch;
    private final ExternalFetchStats fetched;
    private final int rowCount;
    private final RowFormat.Rows<T> rows;
    private final @Nullable CursorValues cursors;
    private final @Nullable String lastCursor;
    private boolean isAnnounced;
    private int next;

    /** @param fetched what of it came by way of object storage */
    ReadBatch(
            Place place,
            Batch batch,
            ExternalFetchStats fetched,
            RowFormat.Rows<T> rows,
            @Nullable CursorValues cursors) {
        this.place = place;
        this.batch = batch;
        this.fetched = fetched;
        this.rowCount = batch.rowCount();
        this.rows = rows;
        this.cursors = cursors;
        this.lastCursor = cursors == null ? null : cursors.at(batch, rowCount - 1);
        this.next = place.firstRow();
    }

    /** The bytes that its values occupy, before it is recycled. */
    long byteSize() {
        return batch.byteSize();
    }

    /** What of it came by way of object storage. */
    ExternalFetchStats fetched() {
        return fetched;
    }

    @Override
    public @Nullable String nextSplit() {
        if (isAnnounced) {
            return null;
        }
        isAnnounced = true;
        return place.split().splitId();
    }

    @Override
    public @Nullable ReadBatch<T> nextRecordFromSplit() {
        return next < rowCount ? this : null;
    }

    @Override
    public Set<String> finishedSplits() {
        return Set.of();
    }

    /**
     * Emits the next rows.
     *
     * @param most how many at most
     * @return how many were left to emit, up to that
     */
    int emit(SourceOutput<T> output, int most) {
        int start = next;
        int end = Math.min(rowCount, start + most);
        while (next < end) {
            output.collect(rows.at(next));
            next++;
        }
        return end - start;
    }

    /** How many of the batch's rows have been emitted. */
    int rowsDone() {
        return next;
    }

    /** The cursor column of the last row; null without a cursor. */
    @Nullable
    String lastCursor() {
        return lastCursor;
    }

    /**
     * The split as it is when the first {@code done} rows of the batch are emitted. The batch is still open, or done.
     */
    VgiSplit splitAfter(int done) {
        boolean isDone = done == rowCount && place.after() != null;
        return new VgiSplit(
                place.split().splitId(),
                place.split().arguments(),
                place.split().url(),
                isDone ? place.after() : place.before(),
                isDone ? 0 : done,
                place.emittedBefore() + done - place.firstRow(),
                cursors == null ? null : done == rowCount ? lastCursor : cursors.at(batch, done - 1));
    }

    boolean isClosed() {
        return batch.isClosed();
    }

    @Override
    public void recycle() {
        batch.close();
    }
}
