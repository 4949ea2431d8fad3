package dev.vgi.arrow;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one direction of a connection into messages: the framing is read through a buffer of 64 KiB, large bodies
 * straight into their slabs. Several IPC streams may follow each other. Used by one thread at a time.
 */
public final class FrameReader {
    private static final int CONTINUATION = -1;

    private final ByteSource source;
    private final Limits limits;
    private final ByteBuffer buffer;
    private long bytesRead;
    private long bodyPending;

    public FrameReader(ByteSource source, Limits limits) {
        this(source, limits, ByteBuffer.allocateDirect(64 << 10));
    }

    /** Over bytes at hand, for which no large buffer pays. */
    FrameReader(byte[] bytes, Limits limits) {
        this(ByteSource.of(bytes), limits, ByteBuffer.allocate(Math.min(Math.max(bytes.length, 8), 64 << 10)));
    }

    private FrameReader(ByteSource source, Limits limits, ByteBuffer buffer) {
        this.source = source;
        this.limits = limits;
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    public Limits limits() {
        return limits;
    }

    /** All bytes that were taken from the source. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Waits for the next byte; false where the source ended cleanly before it. */
    public boolean awaitMore() throws IOException {
        return buffer.hasRemaining() || fill(1, false);
    }

    /** The flatbuffer of the next message; null for the end of a stream. */
    @Nullable
    ByteBuffer header() throws IOException {
        skipPendingBody();
        int length = readInt();
        if (length == CONTINUATION) {
            length = readInt();
        }
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > limits.metadataBytes()) {
            if (length < 8 || (length & 7) != 0) {
                throw VgiException.dataLoss("not an Arrow IPC message: its header's length reads " + length
                        + ", expected a positive multiple of 8. Is something else listening at this address?");
            }
            throw VgiException.resourceExhausted("a message header of " + length + " bytes is over the limit of "
                    + limits.metadataBytes() + " (metadataBytes)");
        }
        byte[] header = new byte[length];
        readFully(ByteBuffer.wrap(header));
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Announces the body that follows the header just read, so that it can be skipped where nobody reads it. */
    void expectBody(long length) {
        if (length < 0) {
            throw VgiException.dataLoss("a message's body length reads " + length + ", expected 0 or more");
        }
        bodyPending = length;
        if (length > limits.messageBytes()) {
            throw VgiException.resourceExhausted(
                    "a message body of " + length + " bytes is over the limit of " + limits.messageBytes()
                            + " (messageBytes). Ask the worker for smaller batches, or raise the limit");
        }
    }

    /** Reads the announced body into a buffer of the scope, which the caller closes. */
    ArrowBuf body(MemoryScope scope) throws IOException {
        long length = bodyPending;
        ArrowBuf body = scope.body(length);
        try {
            ByteBuffer target = body.nioBuffer(0, (int) length);
            bodyPending = 0;
            readFully(target);
            body.writerIndex(length);
            return body;
        } catch (Throwable e) {
            body.close();
            throw e;
        }
    }

    /** The length of the announced body, in bytes. */
    long pendingBody() {
        return bodyPending;
    }

    /** Skips a body of this length, whatever the limits say. */
    void skipBody(long length) throws IOException {
        if (length < 0) {
            throw VgiException.dataLoss("a message's body length reads " + length + ", expected 0 or more");
        }
        bodyPending = length;
        skipPendingBody();
    }

    void skipPendingBody() throws IOException {
        while (bodyPending > 0) {
            if (!buffer.hasRemaining()) {
                fill(1, true);
            }
            int skipped = (int) Math.min(bodyPending, buffer.remaining());
            buffer.position(buffer.position() + skipped);
            bodyPending -= skipped;
        }
    }

    private int readInt() throws IOException {
        if (buffer.remaining() < 4) {
            fill(4, true);
        }
        return buffer.getInt();
    }

    private void readFully(ByteBuffer target) throws IOException {
        int buffered = Math.min(target.remaining(), buffer.remaining());
        if (buffered > 0) {
            target.put(target.position(), buffer, buffer.position(), buffered);
            target.position(target.position() + buffered);
            buffer.position(buffer.position() + buffered);
        }
        while (target.remaining() >= buffer.capacity()) {
            read(target, true);
        }
        if (target.hasRemaining()) {
            int needed = target.remaining();
            fill(needed, true);
            target.put(target.position(), buffer, buffer.position(), needed);
            buffer.position(buffer.position() + needed);
        }
    }

    private boolean fill(int needed, boolean required) throws IOException {
        buffer.compact();
        try {
            while (buffer.position() < needed) {
                if (!read(buffer, required || buffer.position() > 0)) {
                    return false;
                }
            }
            return true;
        } finally {
            buffer.flip();
        }
    }

    private boolean read(ByteBuffer target, boolean required) throws IOException {
        int length = source.read(target);
        if (length < 0) {
            if (!required) {
                return false;
            }
            throw VgiException.dataLoss("the stream ended in the middle of a message, after " + bytesRead
                    + " bytes: it was truncated, or the worker went away");
        }
        bytesRead += length;
        return true;
    }
}
