package dev.vgi.net;

import dev.vgi.arrow.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one HTTP body, complete before the first of them is sent, so that its length is known. Small pieces are
 * copied; large ones stay where they are and must live until the body is sent.
 */
public final class GatheredBody implements ByteSink {
    private static final int COPIED = 64 << 10;
    private static final int BLOCK = 16 << 20;

    private final int copied;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private byte[] open = new byte[512];
    private int used;
    private long length;

    private GatheredBody(int copied) {
        this.copied = copied;
    }

    /** A body that refers to the memory of large pieces. */
    public static GatheredBody referring() {
        return new GatheredBody(COPIED);
    }

    /** A body that depends on no other memory. */
    public static GatheredBody copying() {
        return new GatheredBody(Integer.MAX_VALUE);
    }

    /** A body of these bytes, which are not copied. */
    public static GatheredBody of(byte[] bytes) {
        GatheredBody body = referring();
        body.open = bytes;
        body.used = bytes.length;
        body.length = bytes.length;
        return body;
    }

    @Override
    public void write(ByteBuffer[] buffers, int count) {
        for (int i = 0; i < count; i++) {
            ByteBuffer buffer = buffers[i];
            length += buffer.remaining();
            if (buffer.remaining() <= copied) {
                copy(buffer);
            } else {
                close();
                pieces.add(buffer.duplicate());
                buffer.position(buffer.limit());
            }
        }
    }

    /** All bytes so far. */
    public long length() {
        return length;
    }

    /** The bytes in order; each buffer stands at its start. */
    public List<ByteBuffer> pieces() {
        close();
        return pieces;
    }

    private void copy(ByteBuffer buffer) {
        int size = buffer.remaining();
        if ((long) used + size > BLOCK) {
            close();
        }
        if (open.length - used < size) {
            open = Arrays.copyOf(open, Math.max(used + size, 2 * open.length));
        }
        buffer.get(open, used, size);
        used += size;
    }

    private void close() {
        if (used > 0) {
            pieces.add(ByteBuffer.wrap(open, 0, used));
            open = new byte[512];
            used = 0;
        }
    }
}
