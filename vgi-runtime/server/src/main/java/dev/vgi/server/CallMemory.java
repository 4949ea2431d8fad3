package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each call and stream memory of its own, and reports what a method has not given back. */
final class CallMemory {
    private static final Logger LOG = LoggerFactory.getLogger(CallMemory.class);

    private final Memory memory;
    private final long limit;

    /** @param limit the most bytes that one call or stream may hold at once */
    CallMemory(Memory memory, long limit) {
        this.memory = memory;
        this.limit = limit;
    }

    MemoryScope open(String name) {
        return memory.scope(name, limit);
    }

    /** The batch, which keeps the scope's memory usable until it is closed. */
    static Batch keepOpen(MemoryScope scope, Batch batch) {
        Runnable release = scope.retain();
        return batch.onClose(() -> reportingLeaks(release));
    }

    static void close(MemoryScope scope) {
        reportingLeaks(scope::close);
    }

    private static void reportingLeaks(Runnable release) {
        try {
            release.run();
        } catch (IllegalStateException e) {
            LOG.error("a service method has not closed what it took from its context's allocator", e);
        }
    }
}
