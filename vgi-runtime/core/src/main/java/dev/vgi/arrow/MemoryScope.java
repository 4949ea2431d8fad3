package dev.vgi.arrow;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the memory of one stream or task: an allocator with a limit, which is closed when its opener has closed the
 * scope and the last batch that was read under it is closed. Thread-safe.
 */
public final class MemoryScope implements AutoCloseable {
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final @Nullable Memory memory;
    private final BufferAllocator allocator;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    MemoryScope(@Nullable Memory memory, BufferAllocator allocator) {
        this.memory = memory;
        this.allocator = allocator;
    }

    /**
     * Returns a scope without pooled slabs over an allocator that remains its owner's: closing the scope does not close
     * it.
     */
    public static MemoryScope of(BufferAllocator allocator) {
        return new MemoryScope(null, allocator);
    }

    public BufferAllocator allocator() {
        return allocator;
    }

    /**
     * Returns a buffer for a body of {@code size} bytes, pooled where it is large, which the caller closes; its content
     * is undefined.
     *
     * @throws VgiException with RESOURCE_EXHAUSTED where the limit or the process's memory does not allow it
     */
    public ArrowBuf body(long size) {
        try {
            return memory == null ? allocator.buffer(size) : memory.body(allocator, size);
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            throw exhausted("a batch of " + size + " bytes does not fit", size, e);
        }
    }

    /** Runs what allocates under this scope; its failure for want of memory is a RESOURCE_EXHAUSTED. */
    void allocating(Allocation allocation) throws IOException {
        try {
            allocation.run();
        } catch (OutOfMemoryException e) {
            throw exhausted("the vectors of a batch do not fit", 1, e);
        }
    }

    interface Allocation {
        void run() throws IOException;
    }

    private VgiException exhausted(String what, long size, Throwable cause) {
        return memory != null && isWithinLimit(size) && memory.limit() - memory.allocatedBytes() < size
                ? crowded(what, memory, cause)
                : VgiException.builder(
                                Code.RESOURCE_EXHAUSTED,
                                Message.of(
                                        what,
                                        ": ",
                                        this,
                                        " (",
                                        ClientOption.ALLOCATOR_BYTES,
                                        "). Close batches sooner, ask the worker for smaller ones, or raise"
                                                + " the limit; the process's own limit is -XX:MaxDirectMemorySize"))
                        .kind(ErrorKind.MEMORY_EXHAUSTED)
                        .cause(cause)
                        .build();
    }

    private boolean isWithinLimit(long size) {
        return allocator.getLimit() - allocator.getAllocatedMemory() >= size;
    }

    /** Returns the error for memory that other scopes hold and may give back soon. */
    private static VgiException crowded(String what, Memory memory, Throwable cause) {
        return VgiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        what + ": all calls of the process hold " + memory.allocatedBytes() + " of " + memory.limit()
                                + " bytes (memoryBytes). Try again later, with smaller batches or fewer calls at a time,"
                                + " or raise the limit")
                .kind(ErrorKind.MEMORY_EXHAUSTED)
                .detail(ErrorDetail.retryInfo(RETRY_DELAY))
                .cause(cause)
                .build();
    }

    /**
     * Keeps the allocator open until the returned action has run, once.
     *
     * @throws IllegalStateException where the scope and all that it held is closed
     */
    public Runnable retain() {
        if (holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("the memory of '" + allocator.getName() + "' was closed");
        }
        return this::release;
    }

    private void release() {
        if (holders.decrementAndGet() == 0 && memory != null) {
            memory.released(this);
            allocator.close();
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            release();
        }
    }

    @Override
    public String toString() {
        return "'" + allocator.getName() + "' holds " + allocator.getAllocatedMemory() + " of " + allocator.getLimit()
                + " bytes";
    }
}
