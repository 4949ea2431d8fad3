package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects what is written. */
final class ByteArraySink implements ByteSink {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[512];
    private int length;

    @Override
    public void write(ByteBuffer[] buffers, int count) {
        long total = length;
        for (int i = 0; i < count; i++) {
            total += buffers[i].remaining();
        }
        if (total > LARGEST) {
            throw VgiException.resourceExhausted(
                    "a serialized batch of " + total + " bytes, expected at most " + LARGEST);
        }
        if (total > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(total, bytes.length * 2L), LARGEST));
        }
        for (int i = 0; i < count; i++) {
            int more = buffers[i].remaining();
            buffers[i].get(bytes, length, more);
            length += more;
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
