package dev.vgi.arrow;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps large buffers between messages, because a fresh one of some megabytes is a fresh mapping whose pages the kernel
 * must first clear. Sizes are rounded up by at most an eighth, so a stream of similar batches meets the same slabs.
 */
final class SlabPool implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final BufferAllocator allocator = new RootAllocator();
    private final long idleLimit;
    private final Map<Long, ArrayDeque<Slab>> idle = new HashMap<>();
    private long idleBytes;
    private boolean closed;
    private @Nullable ScheduledThreadPoolExecutor trimmer;

    SlabPool(long idleLimit) {
        this.idleLimit = idleLimit;
    }

    /** A slab of at least {@code size} bytes as a buffer of {@code owner}; it comes back when the buffer is closed. */
    ArrowBuf lease(BufferAllocator owner, long size) {
        Slab slab = acquire(rounded(size));
        try {
            return owner.wrapForeignAllocation(new Lease(slab));
        } catch (Throwable e) {
            release(slab);
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
            ArrayDeque<Slab> slabs = idle.get(size);
            Slab slab = slabs == null ? null : slabs.pollFirst();
            if (slab != null) {
                idleBytes -= size;
                return slab;
            }
        }
        return new Slab(allocator.buffer(size), size);
    }

    private void release(Slab slab) {
        synchronized (this) {
            if (!closed && idleBytes + slab.size <= idleLimit) {
                slab.idleSince = System.nanoTime();
                idle.computeIfAbsent(slab.size, size -> new ArrayDeque<>()).addFirst(slab);
                idleBytes += slab.size;
                scheduleTrim();
                return;
            }
        }
        slab.buffer.close();
        synchronized (this) {
            closeWhenDrained();
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
            var unused = trimmer.schedule(this::trim, IDLE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void trim() {
        long now = System.nanoTime();
        for (Iterator<ArrayDeque<Slab>> sizes = idle.values().iterator(); sizes.hasNext(); ) {
            ArrayDeque<Slab> slabs = sizes.next();
            for (Slab oldest = slabs.peekLast();
                    oldest != null && now - oldest.idleSince >= IDLE_NANOS;
                    oldest = slabs.peekLast()) {
                slabs.removeLast();
                idleBytes -= oldest.size;
                oldest.buffer.close();
            }
            if (slabs.isEmpty()) {
                sizes.remove();
            }
        }
        if (idleBytes > 0 && !closed) {
            scheduleTrim();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        idle.values().forEach(slabs -> slabs.forEach(slab -> slab.buffer.close()));
        idle.clear();
        idleBytes = 0;
        if (trimmer != null) {
            trimmer.shutdownNow();
        }
        closeWhenDrained();
    }

    /** A slab may come back after the pool has closed, from a batch that outlived its runtime. */
    private void closeWhenDrained() {
        if (closed && allocator.getAllocatedMemory() == 0) {
            allocator.close();
        }
    }

    private static final class Slab {
        private final ArrowBuf buffer;
        private final long size;
        private long idleSince;

        private Slab(ArrowBuf buffer, long size) {
            this.buffer = buffer;
            this.size = size;
        }
    }

    private final class Lease extends ForeignAllocation {
        private final Slab slab;

        private Lease(Slab slab) {
            super(slab.size, slab.buffer.memoryAddress());
            this.slab = slab;
        }

        @Override
        protected void release0() {
            release(slab);
        }
    }
}
