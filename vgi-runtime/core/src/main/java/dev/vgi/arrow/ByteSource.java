package dev.vgi.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;

/** Supplies the bytes of messages. Used by one thread at a time. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads at least one byte into a buffer that has room, blocking for it. Returns the number of bytes read, or -1 at
     * the end.
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Reads at least one byte, blocking for it, into {@code target} until that is full and only then into {@code next},
     * as far as it takes no further wait. Returns the number of bytes read, or -1 at the end. Both buffers have room.
     */
    default long read(ByteBuffer target, ByteBuffer next) throws IOException {
        return read(target);
    }

    /** Returns a source that reads from a blocking channel, with one system call for each read. */
    static ByteSource of(ReadableByteChannel channel) {
        if (!(channel instanceof ScatteringByteChannel scattering)) {
            return channel::read;
        }
        return new ByteSource() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return scattering.read(target);
            }

            @Override
            public long read(ByteBuffer target, ByteBuffer next) throws IOException {
                return scattering.read(new ByteBuffer[] {target, next});
            }
        };
    }

    /** Returns a source that reads from a stream through one heap buffer of 64 KiB. */
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

    /** Returns a source of the bytes of an array. */
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
