package dev.vgi.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Writes messages to one direction of a connection. Small ones are collected in a buffer of 64 KiB until
 * {@link #flush()}; the vectors of a large one leave straight from their memory, together with what was collected, in
 * one gathering write. Used by one thread at a time.
 */
public final class FrameWriter {
    private static final int SMALL_BODY = 16 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64);
    private static final long LARGEST_BUFFER = 1 << 30;

    private final ByteSink sink;
    private final ByteBuffer pending;
    private ByteBuffer[] gathered = new ByteBuffer[16];
    private int count;
    private long bytesWritten;

    public FrameWriter(ByteSink sink) {
        this(sink, ByteBuffer.allocateDirect(64 << 10));
    }

    /** With a buffer of its own choice, of at least 32 KiB. */
    FrameWriter(ByteSink sink, ByteBuffer pending) {
        this.sink = sink;
        this.pending = pending.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All bytes that were written, those that wait for {@link #flush()} included. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** A message without a body. */
    void message(ByteBuffer header) throws IOException {
        header(header);
    }

    /** A message whose body is these buffers, each padded to 8 bytes. They may be closed when this returns. */
    void message(ByteBuffer header, Iterable<ArrowBuf> buffers, long bodyLength) throws IOException {
        header(header);
        bytesWritten += bodyLength;
        if (bodyLength <= SMALL_BODY) {
            room((int) bodyLength);
            for (ArrowBuf buffer : buffers) {
                int length = (int) buffer.readableBytes();
                if (length > 0) {
                    pending.limit(pending.position() + length);
                    buffer.getBytes(buffer.readerIndex(), pending);
                    pending.limit(pending.capacity());
                }
                pad(length);
            }
            return;
        }
        ByteBuffer collected = pending.duplicate().flip();
        add(collected);
        for (ArrowBuf buffer : buffers) {
            long length = buffer.readableBytes();
            for (long offset = 0; offset < length; offset += LARGEST_BUFFER) {
                add(buffer.nioBuffer(buffer.readerIndex() + offset, (int) Math.min(LARGEST_BUFFER, length - offset)));
            }
            int padding = (int) (-length & 7);
            if (padding > 0) {
                add(ZEROS.duplicate().limit(padding));
            }
        }
        try {
            sink.write(gathered, count);
        } finally {
            Arrays.fill(gathered, 0, count, null);
            count = 0;
            pending.clear();
        }
    }

    /** The end of an IPC stream. */
    void endOfStream() throws IOException {
        room(8);
        pending.putInt(-1).putInt(0);
        bytesWritten += 8;
    }

    /** Hands everything that was collected to the sink. */
    public void flush() throws IOException {
        if (pending.position() == 0) {
            return;
        }
        gathered[0] = pending.flip();
        try {
            sink.write(gathered, 1);
        } finally {
            pending.clear();
        }
    }

    private void header(ByteBuffer header) throws IOException {
        int length = header.remaining();
        int padded = length + (-length & 7);
        bytesWritten += 8 + padded;
        if (8 + padded > pending.capacity()) {
            flush();
            ByteBuffer large = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
            large.putInt(-1).putInt(padded).put(header).rewind();
            gathered[0] = large;
            sink.write(gathered, 1);
            return;
        }
        room(8 + padded);
        pending.putInt(-1).putInt(padded).put(header);
        pad(length);
    }

    private void pad(int length) {
        for (int padding = -length & 7; padding > 0; padding--) {
            pending.put((byte) 0);
        }
    }

    private void room(int length) throws IOException {
        if (pending.remaining() < length) {
            flush();
        }
    }

    private void add(ByteBuffer buffer) {
        if (count == gathered.length) {
            gathered = Arrays.copyOf(gathered, count * 2);
        }
        gathered[count++] = buffer;
    }
}
