package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
    private static final int MIB = 1 << 20;

    private final BufferAllocator owner = new RootAllocator();
    private final AtomicLong clock = new AtomicLong();
    private final SlabPool pool = new SlabPool(16 * MIB, clock::get);

    @AfterEach
    void close() {
        owner.close();
        pool.close();
    }

    @Test
    void lease_hasTheSizeAskedFor_andCountsAgainstItsOwner() {
        try (ArrowBuf buffer = pool.lease(owner, 100_001)) {
            assertThat(buffer.capacity()).isEqualTo(100_001);
            assertThat(buffer.memoryAddress() % 64).isZero();
            assertThat(owner.getAllocatedMemory()).isEqualTo(100_001);
            buffer.setByte(100_000, 1);
        }
        assertThat(owner.getAllocatedMemory()).isZero();
    }

    @Test
    void rounded_wastesAtMostAnEighth_orAPage() {
        for (long size = 1; size < 1L << 34; size = size * 9 / 8 + 1) {
            long rounded = SlabPool.rounded(size);
            assertThat(rounded).isBetween(size, size + Math.max(4095, size / 8));
            assertThat(SlabPool.rounded(rounded)).isEqualTo(rounded);
        }
    }

    @Test
    void lease_ofASimilarSize_meetsTheSameSlab() {
        long address = addressOf(8 * MIB);

        assertThat(pool.idleBytes()).isEqualTo(8 * MIB);
        assertThat(addressOf(8 * MIB - 1000)).isEqualTo(address);
        assertThat(pool.idleBytes()).isEqualTo(8 * MIB);
    }

    @Test
    void slices_keepTheSlab() {
        ArrowBuf buffer = pool.lease(owner, MIB);
        ArrowBuf slice = buffer.slice(0, 10);
        slice.getReferenceManager().retain();
        buffer.close();
        assertThat(pool.idleBytes()).isZero();
        slice.close();
        assertThat(pool.idleBytes()).isEqualTo(MIB);
    }

    @Test
    void idleSlabs_overTheLimit_pushOutTheOldest() {
        long oldest = addressOf(4 * MIB);
        clock.incrementAndGet();
        addressOf(6 * MIB);
        clock.incrementAndGet();
        addressOf(7 * MIB);

        assertThat(pool.idleBytes()).isEqualTo(13 * MIB);
        assertThat(oldest).isNotZero();
        addressOf(20 * MIB);
        assertThat(pool.idleBytes()).isEqualTo(13 * MIB);
    }

    @Test
    void trim_freesWhatWasIdleForLong() {
        addressOf(MIB);
        clock.addAndGet(SlabPool.IDLE_NANOS / 2);
        addressOf(2 * MIB);
        clock.addAndGet(SlabPool.IDLE_NANOS / 2);

        pool.trim();
        assertThat(pool.idleBytes()).isEqualTo(2 * MIB);

        clock.addAndGet(SlabPool.IDLE_NANOS / 2);
        pool.trim();
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void lease_overTheOwnersLimit_takesNoSlab() {
        try (BufferAllocator small = owner.newChildAllocator("small", 0, MIB)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.lease(small, 2 * MIB)).isInstanceOf(OutOfMemoryException.class);
            }
            assertThat(small.getAllocatedMemory()).isZero();
        }
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void lease_thatFailsAfterItsReservation_isReleasedOnce() {
        try (BufferAllocator failing = owner.newChildAllocator(
                "failing",
                new org.apache.arrow.memory.AllocationListener() {
                    @Override
                    public void onAllocation(long size) {
                        throw new IllegalStateException("listener");
                    }
                },
                0,
                Long.MAX_VALUE)) {
            assertThatThrownBy(() -> pool.lease(failing, MIB)).hasMessage("listener");
        }
        assertThat(pool.idleBytes()).isEqualTo(MIB);
        assertThat(addressOf(MIB)).isNotZero();
        assertThat(pool.idleBytes()).isEqualTo(MIB);
    }

    @Test
    void close_withSlabsOut_freesThemWhenTheyComeBack() {
        ArrowBuf one = pool.lease(owner, MIB);
        ArrowBuf two = pool.lease(owner, MIB);
        pool.close();
        pool.close();

        one.setLong(0, 1);
        one.close();
        two.setLong(0, 1);
        two.close();

        assertThat(pool.idleBytes()).isZero();
        assertThatThrownBy(() -> pool.lease(owner, MIB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void lease_fromManyThreads_neverSharesASlab() {
        var threads = new ArrayList<CompletableFuture<Void>>();
        for (int thread = 0; thread < 4; thread++) {
            long mark = thread + 1;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 500; round++) {
                    int size = 64 << 10 << ThreadLocalRandom.current().nextInt(5);
                    try (ArrowBuf buffer = pool.lease(owner, size)) {
                        buffer.setLong(0, mark);
                        buffer.setLong(size - 8, mark);
                        Thread.yield();
                        assertThat(buffer.getLong(0)).isEqualTo(mark);
                        assertThat(buffer.getLong(size - 8)).isEqualTo(mark);
                    }
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(pool.idleBytes()).isBetween(64L << 10, 16L * MIB);
    }

    private long addressOf(int size) {
        try (ArrowBuf buffer = pool.lease(owner, size)) {
            return buffer.memoryAddress();
        }
    }
}
