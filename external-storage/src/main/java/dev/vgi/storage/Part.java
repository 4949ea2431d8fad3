package dev.vgi.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.Checksum;

/** A piece of an object, copied off its writer's memory so that it may be sent while the next one is made. */
final class Part {
    private final byte[] bytes;
    private int length;

    Part(int capacity) {
        bytes = new byte[capacity];
    }

    /** Takes what fits. */
    void fill(ByteBuffer source) {
        int count = Math.min(source.remaining(), bytes.length - length);
        source.get(bytes, length, count);
        length += count;
    }

    boolean isFull() {
        return length == bytes.length;
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** From its first byte; may be asked for again, when the part is sent again. */
    InputStream stream() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    /** Of which the first {@link #length} count. */
    byte[] bytes() {
        return bytes;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void addTo(Checksum checksum) {
        checksum.update(bytes, 0, length);
    }

    /** A 32-bit checksum as both stores write it: base64 of its big-endian bytes. */
    static String base64(long checksum) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt((int) checksum).array());
    }
}
