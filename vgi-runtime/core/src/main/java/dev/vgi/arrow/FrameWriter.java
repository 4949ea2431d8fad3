package dev.vgi.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Writes messages to one direction of a connection. Small ones are collected in a buffer of 64 KiB until
 * {@link #flush()}; the buffers of a large one leave straight from their memory, together with what was collected, in
 * one gathering write. Used by one thread at a time.
 */
public final class FrameWriter {
    private static final int PENDING = 64 << 10;

    /** Buffers from this size on are not copied when their message is written at once. */
    private static final int GATHERED = 4 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final long LARGEST_BUFFER = 1 << 30;

    private final ByteSink sink;
    private final ByteBuffer pending;
    private final int smallBody;
    private ByteBuffer[] gathered = new ByteBuffer[16];
    private int count;
    private int taken;
    private long bytesWritten;

    public FrameWriter(ByteSink sink) {
        this(sink, ByteBuffer.allocateDirect(PENDING));
    }

    /** Creates a writer with a heap buffer of this size in bytes, for sinks that copy anyway. */
    FrameWriter(ByteSink sink, int bytes) {
        this(sink, ByteBuffer.allocate(bytes));
    }

    private FrameWriter(ByteSink sink, ByteBuffer pending) {
        this.sink = sink;
        this.pending = pending.order(ByteOrder.LITTLE_ENDIAN);
        this.smallBody = pending.capacity() / 2;
    }

    /** Returns the number of bytes that were written, including those that wait for {@link #flush()}. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** Writes a message without a body. */
    void message(ByteBuffer header) throws IOException {
        header(header);
    }

    /** Writes a message whose body consists of the buffers of a record, which may be closed when this returns. */
    void message(ByteBuffer header, RecordBatchEncoder body) throws IOException {
        header(header);
        bytesWritten += body.bodyLength();
        boolean small = body.bodyLength() <= smallBody;
        for (int i = 0; i < body.bufferCount(); i++) {
            ArrowBuf buffer = body.buffer(i);
            if (buffer == null) {
                continue;
            }
            long length = body.length(i);
            int padding = (int) (-length & 7);
            if (small || length < GATHERED) {
                room((int) length + padding);
                pending.limit(pending.position() + (int) length);
                buffer.getBytes(0, pending);
                pending.limit(pending.capacity());
            } else {
                take();
                for (long offset = 0; offset < length; offset += LARGEST_BUFFER) {
                    add(buffer.nioBuffer(offset, (int) Math.min(LARGEST_BUFFER, length - offset)));
                }
                room(padding);
            }
            pad(padding);
        }
        if (!small) {
            flush();
        }
    }

    /** Writes the end of an IPC stream. */
    void endOfStream() throws IOException {
        room(8);
        pending.putInt(-1).putInt(0);
        bytesWritten += 8;
    }

    /** Hands everything that was collected to the sink. */
    public void flush() throws IOException {
        take();
        try {
            if (count > 0) {
                sink.write(gathered, count);
            }
        } finally {
            Arrays.fill(gathered, 0, count, NOTHING);
            count = 0;
            taken = 0;
            pending.clear();
        }
    }

    private void header(ByteBuffer header) throws IOException {
        int length = header.remaining();
        int padding = -length & 7;
        bytesWritten += 8 + length + padding;
        room(8);
        pending.putInt(-1).putInt(length + padding);
        if (length + padding > pending.capacity() / 2) {
            take();
            add(header);
            room(padding);
            pad(padding);
            flush();
        } else {
            room(length + padding);
            pending.put(header);
            pad(padding);
        }
    }

    private void pad(int padding) {
        for (int i = 0; i < padding; i++) {
            pending.put((byte) 0);
        }
    }

    private void room(int length) throws IOException {
        if (pending.remaining() < length) {
            flush();
        }
    }

    /** Appends what was put into the pending buffer since the last time to the next write. */
    private void take() {
        int position = pending.position();
        if (position > taken) {
            add(pending.slice(taken, position - taken));
            taken = position;
        }
    }

    private void add(ByteBuffer buffer) {
        if (count == gathered.length) {
            gathered = Arrays.copyOf(gathered, count * 2);
        }
        gathered[count++] = buffer;
    }
}
