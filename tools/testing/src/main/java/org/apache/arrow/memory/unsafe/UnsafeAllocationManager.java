package org.apache.arrow.memory.unsafe;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Memory that is filled with a pattern when it is freed, and kept from the system for a while: whatever still reads it
 * finds wrong values for certain, where it would find the old ones most of the time. A JVM that is started with
 * {@code -Darrow.allocation.manager.type=Unsafe} looks for a class of this name, which Arrow's own module of unsafe
 * memory would bring otherwise.
 */
public final class UnsafeAllocationManager extends AllocationManager {
    /** What Arrow's allocators take their memory from. */
    public static final AllocationManager.Factory FACTORY = new Poisoning();

    private static final byte POISON = (byte) 0xDB;

    private final Poisoning owner;
    private final long address;
    private final long size;

    private UnsafeAllocationManager(Poisoning owner, BufferAllocator allocator, long size) {
        super(allocator);
        this.owner = owner;
        this.size = size;
        this.address = MemoryUtil.allocateMemory(Math.max(size, 1));
    }

    @Override
    public long getSize() {
        return size;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        MemoryUtil.setMemory(address, size, POISON);
        owner.keep(this);
    }

    private static final class Poisoning implements AllocationManager.Factory {
        private static final long KEPT = 32L << 20;

        private final Deque<UnsafeAllocationManager> freed = new ArrayDeque<>();
        private final ArrowBuf empty = new ArrowBuf(ReferenceManager.NO_OP, null, 0, MemoryUtil.allocateMemory(8));
        private long bytes;

        @Override
        public AllocationManager create(BufferAllocator allocator, long size) {
            return new UnsafeAllocationManager(this, allocator, size);
        }

        @Override
        public ArrowBuf empty() {
            return empty;
        }

        private synchronized void keep(UnsafeAllocationManager memory) {
            freed.add(memory);
            bytes += memory.size;
            while (bytes > KEPT) {
                UnsafeAllocationManager oldest = freed.remove();
                bytes -= oldest.size;
                MemoryUtil.freeMemory(oldest.address);
            }
        }
    }
}
