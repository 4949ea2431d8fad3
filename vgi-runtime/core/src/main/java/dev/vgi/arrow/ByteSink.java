package dev.vgi.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/** Accepts the bytes of messages. Used by one thread at a time. */
@FunctionalInterface
public interface ByteSink {
    /** Writes all remaining bytes of all buffers, blocking until they are accepted. */
    void write(ByteBuffer[] buffers, int count) throws IOException;

    /**
     * Returns a sink that writes to a blocking channel, with one system call for each gathered write that the channel
     * takes whole.
     */
    static ByteSink of(GatheringByteChannel channel) {
        return (buffers, count) -> {
            for (int first = 0; first < count; ) {
                if (!buffers[first].hasRemaining()) {
                    first++;
                } else if (channel.write(buffers, first, count - first) == 0) {
                    throw new IllegalStateException("a channel took no bytes; is it non-blocking?");
                }
            }
        };
    }

    /**
     * Returns a sink that writes to a stream through one heap buffer of 64 KiB, for streams that take nothing else;
     * flushes it after each write.
     */
    static ByteSink of(OutputStream stream) {
        byte[] copy = new byte[64 << 10];
        return (buffers, count) -> {
            int used = 0;
            for (int i = 0; i < count; i++) {
                ByteBuffer buffer = buffers[i];
                while (buffer.hasRemaining()) {
                    int length = Math.min(buffer.remaining(), copy.length - used);
                    buffer.get(copy, used, length);
                    used += length;
                    if (used == copy.length) {
                        stream.write(copy, 0, used);
                        used = 0;
                    }
                }
            }
            stream.write(copy, 0, used);
            stream.flush();
        };
    }
}
