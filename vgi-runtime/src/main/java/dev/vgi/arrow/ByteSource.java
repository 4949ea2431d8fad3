package dev.vgi.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Where the bytes of messages come from. Used by one thread at a time. */
@FunctionalInterface
public interface ByteSource {
    /** Reads at least one byte into a buffer that has room, blocking for it; -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    static ByteSource of(ReadableByteChannel channel) {
        return channel::read;
    }

    /** Through one heap buffer of 64 KiB. */
    static ByteSource of(InputStream stream) {
        byte[] copy = new byte[64 << 10];
        return target -> {
            int length = stream.read(copy, 0, Math.min(copy.length, target.remaining()));
            if (length > 0) {
                target.put(copy, 0, length);
            }
            return length;
        };
    }

    /** The bytes of an array. */
    static ByteSource of(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        return target -> {
            if (!source.hasRemaining()) {
                return -1;
            }
            int length = Math.min(source.remaining(), target.remaining());
            target.put(target.position(), source, source.position(), length);
            target.position(target.position() + length);
            source.position(source.position() + length);
            return length;
        };
    }
}
