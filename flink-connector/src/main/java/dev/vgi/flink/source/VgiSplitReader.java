package dev.vgi.flink.source;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from the splits of one reader in turn, but for those that are paused.
 *
 * @param <T> the element
 */
final class VgiSplitReader<T> implements SplitReader<ReadBatch<T>, VgiSplit> {
    private final ReaderResources resources;
    private final ScanPlan plan;
    private final RowFormat<T> format;
    private final Object monitor = new Object();

    /** Guarded by the monitor, as all below. The one that was served last stands at the end. */
    private final Map<String, SplitStream<T>> streams = new LinkedHashMap<>();

    private final Set<String> paused = new HashSet<>();
    private boolean isWoken;

    VgiSplitReader(ReaderResources resources, ScanPlan plan, RowFormat<T> format) {
        this.resources = resources;
        this.plan = plan;
        this.format = format;
    }

    @Override
    public RecordsWithSplitIds<ReadBatch<T>> fetch() throws IOException {
        synchronized (monitor) {
            while (!isWoken) {
                RecordsWithSplitIds<ReadBatch<T>> found = poll();
                if (found != null) {
                    return found;
                }
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("reading was interrupted", e);
                }
            }
            isWoken = false;
            return new RecordsBySplits<>(Map.of(), Set.of());
        }
    }

    private @Nullable RecordsWithSplitIds<ReadBatch<T>> poll() throws IOException {
        for (Map.Entry<String, SplitStream<T>> entry : List.copyOf(streams.entrySet())) {
            String id = entry.getKey();
            SplitStream<T> stream = entry.getValue();
            SplitStream.Event<T> event = paused.contains(id) ? null : stream.poll();
            if (event instanceof SplitStream.Event.Rows<T> rows) {
                streams.remove(id);
                streams.put(id, stream);
                resources.opened(rows.batch());
                return rows.batch();
            } else if (event instanceof SplitStream.Event.End<T>) {
                streams.remove(id);
                return new RecordsBySplits<>(Map.of(), Set.of(id));
            } else if (event instanceof SplitStream.Event.Failed<T> failed) {
                throw new IOException(failed.cause().getMessage(), failed.cause());
            }
        }
        return null;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<VgiSplit> change) {
        if (change instanceof SplitsAddition) {
            change.splits().forEach(this::open);
        } else if (change instanceof SplitsRemoval) {
            for (VgiSplit split : change.splits()) {
                SplitStream<T> removed;
                synchronized (monitor) {
                    removed = streams.remove(split.splitId());
                }
                if (removed != null) {
                    close(removed);
                }
            }
        } else {
            throw new UnsupportedOperationException("a change of splits of " + change.getClass());
        }
    }

    private void open(VgiSplit split) {
        var cursor = new SplitCursor<>(split, plan, resources.client(split.url()), format, System::nanoTime);
        var stream = new SplitStream<>(resources.name() + " " + split.splitId(), cursor, this::notifyFetch);
        synchronized (monitor) {
            streams.put(split.splitId(), stream);
        }
    }

    private void notifyFetch() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    @Override
    public void pauseOrResumeSplits(Collection<VgiSplit> toPause, Collection<VgiSplit> toResume) {
        synchronized (monitor) {
            toPause.forEach(split -> paused.add(split.splitId()));
            toResume.forEach(split -> paused.remove(split.splitId()));
            monitor.notifyAll();
        }
    }

    @Override
    public void wakeUp() {
        synchronized (monitor) {
            isWoken = true;
            monitor.notifyAll();
        }
    }

    @Override
    public void close() {
        List<SplitStream<T>> open;
        synchronized (monitor) {
            open = List.copyOf(streams.values());
            streams.clear();
        }
        open.forEach(VgiSplitReader::close);
    }

    private static void close(SplitStream<?> stream) {
        try {
            stream.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
