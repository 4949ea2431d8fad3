package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Holds the off-heap memory of one runtime: a root allocator, under which each stream has a limited child, and the pool
 * of slabs that message bodies are read into. Thread-safe.
 *
 * <p>Close it after everything that was opened with it. Closing finds leaks: bytes that a batch still holds are an
 * {@link IllegalStateException} that names the stream.
 */
public final class Memory implements AutoCloseable {
    /** Bodies up to this size, in bytes, come from the allocator itself. */
    static final int SMALL_BODY = 32 << 10;

    private static final long IDLE_BYTES = 256L << 20;

    private final BufferAllocator root;
    private final SlabPool slabs;
    private final Set<MemoryScope> open = ConcurrentHashMap.newKeySet();

    private Memory(long idleBytes, long limit) {
        root = new RootAllocator(limit);
        slabs = new SlabPool(idleBytes);
    }

    /** Creates a memory with at most 256 MiB of idle slabs, each given back to the system after 30 s without use. */
    public static Memory create() {
        return create(IDLE_BYTES);
    }

    /** Creates a memory as {@link #create()} does, where all scopes together hold at most so many bytes. */
    public static Memory limited(long bytes) {
        return create(IDLE_BYTES, Preconditions.range("memoryBytes", bytes, 1, Long.MAX_VALUE));
    }

    /** Creates a memory with at most {@code idleBytes} of idle slabs; 0 keeps none. */
    public static Memory create(long idleBytes) {
        if (idleBytes < 0) {
            throw VgiException.invalidArgument("idleBytes is " + idleBytes + ", expected at least 0");
        }
        return create(idleBytes, Long.MAX_VALUE);
    }

    private static Memory create(long idleBytes, long limit) {
        try {
            var memory = new Memory(idleBytes, limit);
            memory.probe();
            return memory;
        } catch (LinkageError | RuntimeException e) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "Arrow cannot use off-heap memory in this JVM. Start it with"
                            + " --add-opens=java.base/java.nio=ALL-UNNAMED, and Java 24 or newer also with"
                            + " --sun-misc-unsafe-memory-access=allow. spark-submit and PySpark do so; a plain JVM, a test"
                            + " runner or a notebook's kernel must be told. Or the class path has no arrow-memory-netty or"
                            + " arrow-memory-unsafe: " + e,
                    e);
        }
    }

    /** Allocates one buffer, as only the first one shows whether the JVM allows what Arrow needs. */
    private void probe() {
        try (ArrowBuf buffer = root.buffer(8)) {
            buffer.nioBuffer(0, 8).putLong(0, 0);
        }
    }

    /**
     * Opens memory for one stream or task.
     *
     * @param name what leak and limit errors call it
     * @param limit the most bytes it may hold at once
     */
    public MemoryScope scope(String name, long limit) {
        var scope = new MemoryScope(this, root.newChildAllocator(name, 0, limit));
        open.add(scope);
        return scope;
    }

    /** Returns the allocator above all scopes, for what belongs to no stream. */
    public BufferAllocator allocator() {
        return root;
    }

    /** Returns the number of bytes in use by batches, idle slabs aside. */
    public long allocatedBytes() {
        return root.getAllocatedMemory();
    }

    /** Returns the most bytes that all scopes hold together; {@link Long#MAX_VALUE} for no limit. */
    long limit() {
        return root.getLimit();
    }

    /** Returns the number of bytes of slabs that wait for their next use. */
    public long idleBytes() {
        return slabs.idleBytes();
    }

    /**
     * Returns a buffer for a body of {@code size} bytes that counts against {@code owner}; its content is undefined.
     */
    ArrowBuf body(BufferAllocator owner, long size) {
        return size <= SMALL_BODY ? owner.buffer(size) : slabs.lease(owner, size);
    }

    void released(MemoryScope scope) {
        open.remove(scope);
    }

    @Override
    public void close() {
        try {
            var leaks = new TreeSet<String>();
            for (MemoryScope scope : open) {
                if (scope.allocator().getAllocatedMemory() > 0) {
                    leaks.add(scope.toString());
                }
            }
            if (!leaks.isEmpty()) {
                throw new IllegalStateException("the memory was closed before batches of these scopes: " + leaks);
            }
            root.close();
        } finally {
            slabs.close();
        }
    }
}
