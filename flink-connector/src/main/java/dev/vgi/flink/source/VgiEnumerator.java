package dev.vgi.flink.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the splits and hands them out. A bounded scan gives a reader one at a time, when it asks; of an unbounded one,
 * whose splits may never end, each reader has its share, by the splits' names, and gets it as soon as it has asked for
 * the first time. Where splits are listed once, that is the last that a reader gets: it ends with them, and one without
 * any ends at once, so that it holds back no watermark.
 */
final class VgiEnumerator implements SplitEnumerator<VgiSplit, EnumeratorState> {
    private static final Logger LOG = LoggerFactory.getLogger(VgiEnumerator.class);

    private final SplitEnumeratorContext<VgiSplit> context;
    private final ScanPlan plan;
    private final Deque<VgiSplit> pending;
    private final Set<String> known;
    private final Set<Integer> waiting = new LinkedHashSet<>();
    private boolean isListed;
    private int idleWarned;

    VgiEnumerator(SplitEnumeratorContext<VgiSplit> context, ScanPlan plan, @Nullable EnumeratorState restored) {
        this.context = context;
        this.plan = plan;
        this.pending = new ArrayDeque<>(restored == null ? List.of() : restored.pending());
        this.known = new LinkedHashSet<>(restored == null ? Set.of() : restored.known());
        this.isListed = restored != null && restored.isListed();
    }

    @Override
    public void start() {
        SplitListing listing = new SplitListing(plan);
        if (plan.discoveryInterval() != null) {
            context.callAsync(
                    listing::list, this::listed, 0, plan.discoveryInterval().toMillis());
        } else if (!isListed) {
            context.callAsync(listing::list, this::listed);
        }
    }

    private void listed(List<VgiSplit> splits, @Nullable Throwable failure) {
        if (failure != null) {
            if (isListed) {
                LOG.warn(
                        "The splits of {} could not be listed again; the next try is in {}",
                        plan.call().name(),
                        plan.discoveryInterval(),
                        failure);
                return;
            }
            throw new FlinkRuntimeException(
                    "listing the splits of " + plan.call().name() + ": " + failure.getMessage(), failure);
        }
        isListed = true;
        for (VgiSplit split : splits) {
            if (known.add(split.splitId())) {
                pending.add(split);
            }
        }
        assign();
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        waiting.add(subtask);
        assign();
    }

    @Override
    public void addReader(int subtask) {
        // Readers ask for splits when they start.
    }

    @Override
    public void addSplitsBack(List<VgiSplit> splits, int subtask) {
        for (int i = splits.size() - 1; i >= 0; i--) {
            pending.addFirst(splits.get(i));
        }
        waiting.remove(subtask);
        assign();
    }

    private void assign() {
        waiting.removeIf(subtask -> !context.registeredReaders().containsKey(subtask));
        if (!isListed) {
            return;
        }
        if (plan.boundedness() == Boundedness.BOUNDED) {
            assignOnRequest();
        } else {
            assignShares();
        }
    }

    private void assignOnRequest() {
        for (int subtask : List.copyOf(waiting)) {
            VgiSplit split = pending.poll();
            if (split == null) {
                context.signalNoMoreSplits(subtask);
            } else {
                context.assignSplit(split, subtask);
            }
            waiting.remove(subtask);
        }
    }

    /** Readers of an unbounded scan never ask again, so they wait for as long as splits may come. */
    private void assignShares() {
        pending.removeIf(split -> {
            int owner = owner(split.splitId(), context.currentParallelism());
            boolean isThere = waiting.contains(owner);
            if (isThere) {
                context.assignSplit(split, owner);
            }
            return isThere;
        });
        if (plan.discoveryInterval() == null) {
            waiting.forEach(context::signalNoMoreSplits);
            waiting.clear();
        } else {
            warnOfIdleReaders();
        }
    }

    /** Whether a later listing finds splits for them is not known, so they do not end. */
    private void warnOfIdleReaders() {
        int readers = context.currentParallelism();
        int idle = readers
                - (int) known.stream()
                        .mapToInt(split -> owner(split, readers))
                        .distinct()
                        .count();
        if (idle > 0 && idle != idleWarned) {
            LOG.warn(
                    "{} of the {} readers of {} have no split until one is discovered for them, and hold back the"
                            + " watermarks of all. Set an idle time-out (table.exec.source.idle-timeout, or"
                            + " WatermarkStrategy.withIdleness), or a lower parallelism (scan.parallelism)",
                    idle,
                    readers,
                    plan.call().name());
        }
        idleWarned = idle;
    }

    private static int owner(String split, int readers) {
        return Math.floorMod(split.hashCode(), readers);
    }

    @Override
    public EnumeratorState snapshotState(long checkpointId) {
        return new EnumeratorState(isListed, new ArrayList<>(pending), new LinkedHashSet<>(known));
    }

    @Override
    public void close() {
        // Each listing closes its own client.
    }
}
