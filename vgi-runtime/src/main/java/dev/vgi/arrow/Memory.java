package dev.vgi.arrow;

import dev.vgi.VgiException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;

/**
 * The off-heap memory of one runtime: a root allocator, under which each stream has a limited child, and the pool of
 * slabs that message bodies are read into. Thread-safe.
 *
 * <p>Close it after everything that was opened with it. Closing finds leaks: bytes that a batch still holds are an
 * {@link IllegalStateException} that names the stream.
 */
public final class Memory implements AutoCloseable {
    /** Bodies up to this size, in bytes, come from the allocator itself. */
    static final int SMALL_BODY = 32 << 10;

    private final BufferAllocator root;
    private final SlabPool slabs;

    private Memory(long idleBytes) {
        root = new RootAllocator();
        slabs = new SlabPool(idleBytes);
    }

    /** With at most 256 MiB of idle slabs, each given back to the system after 30 s without use. */
    public static Memory create() {
        return create(256L << 20);
    }

    /** With at most {@code idleBytes} of idle slabs; 0 keeps none. */
    public static Memory create(long idleBytes) {
        if (idleBytes < 0) {
            throw VgiException.invalidArgument("idleBytes is " + idleBytes + ", expected at least 0");
        }
        return new Memory(idleBytes);
    }

    /**
     * Memory for one stream or task.
     *
     * @param name what leak and limit errors call it
     * @param limit the most bytes it may hold at once
     */
    public MemoryScope scope(String name, long limit) {
        return new MemoryScope(this, root.newChildAllocator(name, 0, limit));
    }

    /** The allocator above all scopes, for what belongs to no stream. */
    public BufferAllocator allocator() {
        return root;
    }

    /** The bytes in use by batches, idle slabs aside. */
    public long allocatedBytes() {
        return root.getAllocatedMemory();
    }

    /** The bytes of slabs that wait for their next use. */
    public long idleBytes() {
        return slabs.idleBytes();
    }

    /**
     * A buffer for a body of {@code size} bytes that counts against {@code owner}; its content is undefined.
     *
     * @throws VgiException with RESOURCE_EXHAUSTED where the owner's limit or the process's memory does not allow it
     */
    ArrowBuf body(BufferAllocator owner, long size) {
        try {
            return size <= SMALL_BODY ? owner.buffer(size) : slabs.lease(owner, size);
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            throw VgiException.of(
                    dev.vgi.Code.RESOURCE_EXHAUSTED,
                    "a batch of " + size + " bytes does not fit: '" + owner.getName() + "' holds "
                            + owner.getAllocatedMemory() + " of " + owner.getLimit()
                            + " bytes (allocatorBytes). Close batches sooner, ask the worker for smaller ones, or raise"
                            + " the limit; the process's own limit is -XX:MaxDirectMemorySize",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            root.close();
        } finally {
            slabs.close();
        }
    }
}
