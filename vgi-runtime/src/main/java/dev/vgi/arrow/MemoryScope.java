package dev.vgi.arrow;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one stream or task: an allocator with a limit, which goes when its opener has closed the scope and the
 * last batch that was read under it is closed. Thread-safe.
 */
public final class MemoryScope implements AutoCloseable {
    private final @Nullable Memory memory;
    private final BufferAllocator allocator;
    private final AtomicInteger holders = new AtomicInteger(1);
    private boolean closed;

    MemoryScope(@Nullable Memory memory, BufferAllocator allocator) {
        this.memory = memory;
        this.allocator = allocator;
    }

    /** Memory without pooled slabs from an allocator that stays its owner's: closing the scope does not close it. */
    public static MemoryScope of(BufferAllocator allocator) {
        return new MemoryScope(null, allocator);
    }

    public BufferAllocator allocator() {
        return allocator;
    }

    ArrowBuf body(long size) {
        return memory == null ? allocator.buffer(size) : memory.body(allocator, size);
    }

    /** Keeps the allocator open until the returned action runs. */
    Runnable retain() {
        holders.incrementAndGet();
        return this::release;
    }

    private void release() {
        if (holders.decrementAndGet() == 0 && memory != null) {
            allocator.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        release();
    }
}
