package dev.vgi.external;

import dev.vgi.arrow.MemoryScope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a stream and not handed out, in its order. Its pointers are fetched at once, where there is room:
 * only where memory suffices beside what is held already, so that no stream fails for what its caller has not asked for
 * yet. Guarded by the stream's lock.
 */
final class ReadAhead {
    /** Batches that come as they are have a memory of their own, of which read-ahead takes this part at most. */
    private static final int INLINE_PART = 4;

    private final Deque<ReadResult> waiting = new ArrayDeque<>();
    private final long limit;
    private final long largestPossible;
    private long largest;
    private long largestInline;
    private volatile @Nullable MemoryScope scope;
    private @Nullable PendingBatch head;
    private boolean tight;

    /**
     * @param limit what the stream's batches may take, in bytes
     * @param largestPossible what one is assumed to take before any has come
     */
    ReadAhead(long limit, long largestPossible) {
        this.limit = limit;
        this.largestPossible = largestPossible;
    }

    /** Says where fetched batches are. */
    void fetchesInto(MemoryScope value) {
        scope = value;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    @Nullable
    ReadResult first() {
        return waiting.peek();
    }

    void add(ReadResult delivery) {
        waiting.add(delivery);
        cameInline(delivery);
        beginFetches();
    }

    ReadResult remove() {
        return waiting.remove();
    }

    /** From now on the caller waits for this one. */
    void taken(ReadResult delivery) {
        cameInline(delivery);
        head = delivery.pending();
        if (head != null) {
            head.begin();
        }
        beginFetches();
    }

    /** What the caller has waited for was fetched. */
    void fetched(FetchedBatch batch) {
        head = null;
        largest = Math.max(
                largest, Math.max(batch.batch().byteSize(), batch.cost().bytes()));
        beginFetches();
    }

    /**
     * Gives up all fetches but that of the batch that the caller waits for, and begins none, until it is turned off.
     */
    void makeWay(boolean value) {
        tight = value;
        if (value) {
            waiting.stream().flatMap(each -> Stream.ofNullable(each.pending())).forEach(PendingBatch::giveUp);
        }
    }

    /** Whether one more batch, which is likely a pointer, may be asked for: whether it could be fetched. */
    boolean hasRoomToFetch() {
        // Slabs are larger by an eighth at most than what is in them.
        long each = largest == 0 ? largestPossible : largest + largest / 8 + 4096;
        MemoryScope used = scope;
        long held = used == null ? 0 : used.allocator().getAllocatedMemory();
        return !tight && each <= (limit - held) / (underWay() + 1);
    }

    /**
     * Whether there is room for one more batch that comes as it is, if it is no larger than those before it. The first,
     * beside which the caller holds none, takes no more ahead of him than when he asks for it.
     */
    boolean hasRoomToRead() {
        return waiting.stream().mapToLong(ReadResult::inlineBytes).sum() + largestInline <= limit / INLINE_PART;
    }

    private void cameInline(ReadResult delivery) {
        largestInline = Math.max(largestInline, delivery.inlineBytes());
    }

    void drop() {
        waiting.forEach(ReadResult::drop);
        waiting.clear();
    }

    /** Begins to fetch, in their order, as many as there is room for; the first in any case, where it is alone. */
    private void beginFetches() {
        boolean first = true;
        for (ReadResult each : waiting) {
            PendingBatch pending = each.pending();
            if (pending != null && !pending.isBegun()) {
                boolean alone = first && underWay() == 0;
                if (tight || !(alone || hasRoomToFetch())) {
                    return;
                }
                pending.begin();
            }
            first = false;
        }
    }

    /** How many are being fetched, of whose memory nobody knows how much is claimed. */
    private long underWay() {
        return Stream.concat(
                        Stream.ofNullable(head), waiting.stream().flatMap(each -> Stream.ofNullable(each.pending())))
                .filter(PendingBatch::isUnderWay)
                .count();
    }
}
