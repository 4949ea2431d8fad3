package dev.vgi.flink;

import dev.vgi.arrow.Batch;
import dev.vgi.service.CallContext;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.RecordCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A worker whose rows are known: parts of numbered rows, in batches of a size that the caller chooses. */
@VgiProtocol(name = "Numbers", version = "1.0.0")
public interface Numbers {
    /**
     * The rows {@code part:0} to {@code part:(count-1)}, or those that follow {@code after}.
     *
     * @param empties whether an empty batch follows each batch
     */
    Producer<Batch> rows(
            CallContext call,
            String part,
            long count,
            long batchRows,
            @Nullable Boolean empties,
            @Nullable Long after,
            @Nullable List<String> vgiColumns,
            @Nullable Long vgiLimit);

    /** The parts p0, p1, ... */
    Producer<Part> parts(CallContext call, long count);

    record Part(String part) {}

    record Item(long id, String name, @Nullable Double half, Instant at) {
        static Item of(String part, long id) {
            return new Item(
                    id, part + ":" + id, id % 3 == 0 ? null : id / 2.0, Instant.ofEpochSecond(1_000_000_000L + id));
        }
    }

    /** The names of rows, in order. */
    static List<String> names(String part, long count) {
        return LongStream.range(0, count).mapToObj(id -> part + ":" + id).toList();
    }

    /** Serves them, and notes what it is asked. */
    class Worker implements Numbers {
        /** What each read was asked for. */
        private final ConcurrentLinkedQueue<Map<String, Object>> asked = new ConcurrentLinkedQueue<>();

        private final int batchDelayMillis;
        private volatile int missingParts;

        public Worker() {
            this(0);
        }

        /** @param batchDelayMillis how long each batch takes */
        public Worker(int batchDelayMillis) {
            this.batchDelayMillis = batchDelayMillis;
        }

        public List<Map<String, Object>> asked() {
            return List.copyOf(asked);
        }

        /** Lists so many parts fewer from now on. */
        public void forgetParts(int parts) {
            missingParts = parts;
        }

        @Override
        public Producer<Batch> rows(
                CallContext call,
                String part,
                long count,
                long batchRows,
                @Nullable Boolean empties,
                @Nullable Long after,
                @Nullable List<String> vgiColumns,
                @Nullable Long vgiLimit) {
            asked.add(Map.of(
                    "columns", vgiColumns == null ? List.of() : vgiColumns,
                    "limit", vgiLimit == null ? -1 : vgiLimit,
                    "after", after == null ? -1 : after));
            Schema schema = schema();
            return Producer.of(schema, after == null ? 0L : after + 1, (state, output) -> {
                // Twice the row, and one more where an empty batch is due.
                long turn = state;
                boolean empty = Boolean.TRUE.equals(empties) && turn < 0;
                long from = empty ? -turn : turn;
                if (from >= count) {
                    output.finish();
                    return from;
                }
                pause();
                if (empty) {
                    output.emit(Batch.empty(schema, output.allocator()));
                    return from;
                }
                long to = Math.min(count, from + batchRows);
                output.emit(encode(part, from, to, output));
                return Boolean.TRUE.equals(empties) ? -to : to;
            });
        }

        private void pause() {
            if (batchDelayMillis > 0) {
                try {
                    Thread.sleep(batchDelayMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        Schema schema() {
            return RecordCodec.of(Item.class).schema();
        }

        protected Batch encode(String part, long from, long to, CallContext call) {
            List<Item> items = new ArrayList<>();
            for (long id = from; id < to; id++) {
                items.add(Item.of(part, id));
            }
            return RecordCodec.of(Item.class).encode(items, call.allocator());
        }

        @Override
        public Producer<Part> parts(CallContext call, long count) {
            return Producer.ofAll(
                    Part.class,
                    LongStream.range(0, count - missingParts)
                            .mapToObj(id -> new Part("p" + id))
                            .toList());
        }
    }
}
