package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final int MIB = 1 << 20;

    @Test
    void close_withAllClosed_findsNothing() {
        Memory memory = Memory.create();
        MemoryScope scope = memory.scope("stream", MIB);
        scope.body(100).close();
        scope.body(100_000).close();
        scope.close();
        memory.close();
    }

    @Test
    void close_withBytesHeld_namesTheScope() {
        Memory memory = Memory.create();
        MemoryScope scope = memory.scope("stream 7", MIB);
        ArrowBuf held = scope.body(100_000);

        assertThatThrownBy(memory::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'stream 7' holds 100000 of 1048576 bytes");

        held.close();
        scope.close();
        memory.close();
    }

    @Test
    void scope_outlivesItsOpener_untilTheLastHolder() {
        try (Memory memory = Memory.create()) {
            MemoryScope scope = memory.scope("stream", MIB);
            Runnable release = scope.retain();
            ArrowBuf body = scope.body(100_000);
            scope.close();
            scope.close();

            assertThat(memory.allocatedBytes()).isEqualTo(100_000);
            body.close();
            release.run();

            assertThatThrownBy(scope::retain).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void limit_isThatOfTheScope_forSmallAndLargeBodies() {
        try (Memory memory = Memory.create();
                MemoryScope scope = memory.scope("stream", MIB);
                MemoryScope other = memory.scope("other", MIB)) {
            ArrowBuf most = scope.body(MIB);
            for (int size : new int[] {1, 100_000}) {
                assertThatThrownBy(() -> scope.body(size))
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                        .hasMessageContaining("a batch of " + size + " bytes does not fit")
                        .hasMessageContaining("'stream' holds 1048576 of 1048576 bytes (option 'allocatorBytes')");
            }
            other.body(MIB).close();
            most.close();
            scope.body(100_000).close();
        }
    }

    @Test
    void limit_refusesALargeBody_beforeItTakesASlab() {
        try (Memory memory = Memory.create();
                MemoryScope scope = memory.scope("stream", MIB)) {
            assertThatThrownBy(() -> scope.body(8 * MIB)).isInstanceOf(VgiException.class);

            assertThat(scope.allocator().getAllocatedMemory()).isZero();
            assertThat(memory.idleBytes()).isZero();
        }
    }

    @Test
    void limitOfAllScopes_isSaidToBe_andMayHaveRoomLater() {
        try (Memory memory = Memory.limited(MIB);
                MemoryScope scope = memory.scope("stream", 8 * MIB);
                MemoryScope other = memory.scope("other", 8 * MIB)) {
            ArrowBuf most = scope.body(MIB);
            for (int size : new int[] {1, 100_000}) {
                assertThatThrownBy(() -> other.body(size))
                        .isInstanceOfSatisfying(VgiException.class, e -> assertThat(e)
                                .returns(Code.RESOURCE_EXHAUSTED, VgiException::code)
                                .returns(true, VgiException::isRetryable))
                        .hasMessageContaining("hold 1048576 of 1048576 bytes (memoryBytes)");
            }
            most.close();
            other.body(100_000).close();
        }
    }

    @Test
    void scope_overAForeignAllocator_leavesItOpen() {
        try (Memory memory = Memory.create()) {
            try (MemoryScope scope = MemoryScope.of(memory.allocator())) {
                scope.body(100_000).close();
            }
            memory.allocator().buffer(1).close();
            assertThat(memory.idleBytes()).isZero();
        }
    }

    @Test
    void idleBytes_negative_isRefused() {
        assertThatThrownBy(() -> Memory.create(-1))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("-1");
    }
}
