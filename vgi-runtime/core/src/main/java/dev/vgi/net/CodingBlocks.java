package dev.vgi.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Direct buffers for coders, a few of which stay at hand: to make one takes longer than to code a small body. */
final class CodingBlocks {
    static final int BYTES = 128 << 10;

    private static final BlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(64);

    private CodingBlocks() {}

    /** A buffer of {@link #BYTES}, cleared. */
    static ByteBuffer take() {
        ByteBuffer idle = IDLE.poll();
        return idle == null ? ByteBuffer.allocateDirect(BYTES) : idle.clear();
    }

    /** Takes back a buffer that nobody refers to any more. */
    static void give(ByteBuffer block) {
        var unused = IDLE.offer(block);
    }
}
