package dev.vgi.arrow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * Keeps large buffers between messages, because a fresh one of some megabytes is a fresh mapping whose pages the kernel
 * must first clear. Sizes are rounded up by at most an eighth, so a stream of similar batches meets the same slabs.
 * What is idle longest goes first, after 30 s or where others need its room. Thread-safe.
 */
final class SlabPool implements AutoCloseable {
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int ALIGNMENT = 64;

    /** For tests: what a kept slab reads as, so that a batch that is read after it was closed has wrong values. */
    private static final boolean POISONED = Boolean.getBoolean("dev.vgi.poisonFreedMemory");

    private static final byte POISON = (byte) 0xDB;

    private final BufferAllocator allocator =
            new RootAllocator(AllocationListener.NOOP, Long.MAX_VALUE, requested -> requested);
    private final long idleLimit;
    private final LongSupplier clock;
    private final Map<Long, Deque<Slab>> idleBySize = new HashMap<>();
    private final LinkedHashSet<Slab> idleByAge = new LinkedHashSet<>();
    private long idleBytes;
    private int leased;
    private boolean closed;
    private @Nullable ScheduledThreadPoolExecutor trimmer;

    SlabPool(long idleLimit) {
        this(idleLimit, System::nanoTime);
    }

    SlabPool(long idleLimit, LongSupplier clock) {
        this.idleLimit = idleLimit;
        this.clock = clock;
    }

    /**
     * Returns a buffer of {@code owner}, of {@code size} bytes from 1, over a slab that comes back when the buffer is
     * closed.
     *
     * @throws OutOfMemoryException over the owner's limit
     * @throws OutOfMemoryError where the system gives no more
     */
    ArrowBuf lease(BufferAllocator owner, long size) {
        if (owner.getHeadroom() < size) {
            throw new OutOfMemoryException("there is no room for " + size + " bytes");
        }
        var lease = new Lease(acquire(rounded(size)), size);
        try {
            return owner.wrapForeignAllocation(lease);
        } catch (Throwable e) {
            lease.release0();
            throw e;
        }
    }

    synchronized long idleBytes() {
        return idleBytes;
    }

    static long rounded(long size) {
        long step = Math.max(4096, Long.highestOneBit(size) >> 3);
        return (size + step - 1) / step * step;
    }

    private Slab acquire(long size) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the memory of this runtime was closed");
            }
            leased++;
            Deque<Slab> slabs = idleBySize.get(size);
            if (slabs != null) {
                Slab slab = slabs.getFirst();
                remove(slab);
                return slab;
            }
        }
        try {
            return allocate(size);
        } catch (Throwable e) {
            returned();
            throw e;
        }
    }

    private Slab allocate(long size) {
        try {
            return new Slab(allocator.buffer(size + ALIGNMENT), size);
        } catch (OutOfMemoryError e) {
            freeIdle();
            return new Slab(allocator.buffer(size + ALIGNMENT), size);
        }
    }

    private void release(Slab slab) {
        if (POISONED) {
            MemoryUtil.setMemory(slab.address, slab.size, POISON);
        }
        boolean kept = keep(slab);
        if (!kept) {
            slab.buffer.close();
        }
        returned();
    }

    private synchronized boolean keep(Slab slab) {
        if (closed || slab.size > idleLimit) {
            return false;
        }
        while (idleBytes + slab.size > idleLimit) {
            free(idleByAge.iterator().next());
        }
        slab.idleSince = clock.getAsLong();
        idleBySize.computeIfAbsent(slab.size, size -> new ArrayDeque<>()).addFirst(slab);
        idleByAge.add(slab);
        idleBytes += slab.size;
        scheduleTrim();
        return true;
    }

    /** Counts a slab as returned. That may happen after the pool has closed, from a batch that outlived its runtime. */
    private synchronized void returned() {
        leased--;
        if (closed && leased == 0) {
            allocator.close();
        }
    }

    private void remove(Slab slab) {
        idleByAge.remove(slab);
        Deque<Slab> slabs = idleBySize.get(slab.size);
        if (slabs != null) {
            slabs.removeFirstOccurrence(slab);
            if (slabs.isEmpty()) {
                idleBySize.remove(slab.size);
            }
        }
        idleBytes -= slab.size;
    }

    private void free(Slab slab) {
        remove(slab);
        slab.buffer.close();
    }

    private synchronized void freeIdle() {
        while (!idleByAge.isEmpty()) {
            free(idleByAge.iterator().next());
        }
    }

    private void scheduleTrim() {
        if (trimmer == null) {
            trimmer = new ScheduledThreadPoolExecutor(1, task -> {
                var thread = new Thread(task, "vgi-slab-trimmer");
                thread.setDaemon(true);
                return thread;
            });
            trimmer.setKeepAliveTime(1, TimeUnit.SECONDS);
            trimmer.allowCoreThreadTimeOut(true);
        }
        if (trimmer.getQueue().isEmpty()) {
            long wait = idleByAge.iterator().next().idleSince + IDLE_NANOS - clock.getAsLong();
            var unused = trimmer.schedule(this::trim, Math.max(wait, 0), TimeUnit.NANOSECONDS);
        }
    }

    /** Frees what has been idle for {@link #IDLE_NANOS}. */
    synchronized void trim() {
        while (!idleByAge.isEmpty()) {
            Slab oldest = idleByAge.iterator().next();
            if (clock.getAsLong() - oldest.idleSince < IDLE_NANOS) {
                scheduleTrim();
                return;
            }
            free(oldest);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        freeIdle();
        if (trimmer != null) {
            trimmer.shutdownNow();
        }
        if (leased == 0) {
            allocator.close();
        }
    }

    private static final class Slab {
        private final ArrowBuf buffer;
        private final long address;
        private final long size;
        private long idleSince;

        private Slab(ArrowBuf buffer, long size) {
            this.buffer = buffer;
            this.address = (buffer.memoryAddress() + ALIGNMENT - 1) & -ALIGNMENT;
            this.size = size;
        }
    }

    private final class Lease extends ForeignAllocation {
        private final Slab slab;
        private final AtomicBoolean released = new AtomicBoolean();

        private Lease(Slab slab, long size) {
            super(size, slab.address);
            this.slab = slab;
        }

        /**
         * Releases the slab once only: some failures of {@link BufferAllocator#wrapForeignAllocation} release the
         * allocation, others do not.
         */
        @Override
        protected void release0() {
            if (!released.getAndSet(true)) {
                release(slab);
            }
        }
    }
}
