package dev.vgi.arrow;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one direction of a connection into messages: the framing is read through a buffer of 64 KiB, large bodies
 * straight into their slabs. Several IPC streams may follow each other. Used by one thread at a time.
 */
public final class FrameReader {
    private static final int CONTINUATION = -1;
    private static final int BUFFER = 64 << 10;

    /** What is read beyond a body, in the same call: enough for the next header, and little to copy twice. */
    private static final int AHEAD = 4 << 10;

    /** A header is collected in pieces, the first of which is of so many bytes. */
    private static final int FIRST_HEADER = 64 << 10;

    /** The bytes of a body for which there is memory before any has come. */
    private static final long AT_ONCE = 1 << 20;

    /** The same, of a peer that this side has chosen, or that has sent bodies of this order before. */
    private static final long MOST_AT_ONCE = 128 << 20;

    private final ByteSource source;
    private final Limits limits;
    private final ByteBuffer buffer;
    private final boolean whole;
    private final @Nullable ArrowBuf memory;
    private long bytesRead;
    private long bodyPending;
    private long atOnce = AT_ONCE;
    private boolean lost;
    private boolean truncated;

    /** Creates a reader of a peer that may claim lengths of which nothing follows. */
    public FrameReader(ByteSource source, Limits limits) {
        this(source, limits, ByteBuffer.allocateDirect(BUFFER).limit(0), false, null);
    }

    /** Returns a reader of a worker that this side has called, whose lengths are believed up to 128 MiB. */
    public static FrameReader ofWorker(ByteSource source, Limits limits) {
        var frames = new FrameReader(source, limits);
        frames.atOnce = MOST_AT_ONCE;
        return frames;
    }

    /** Creates a reader of bytes at hand, which are not copied and must not change. */
    FrameReader(byte[] bytes, Limits limits) {
        this(target -> -1, limits, ByteBuffer.wrap(bytes), true, null);
        bytesRead = bytes.length;
    }

    /**
     * Returns a reader of bytes at hand: batches are slices of them and keep the memory, which must not change any
     * more. The caller keeps ownership of the memory and closes it.
     *
     * @param memory of the scope that the batches are read under
     * @param length how many of its bytes there are, at most 2^31 - 1
     */
    public static FrameReader over(ArrowBuf memory, long length, Limits limits) {
        var frames = new FrameReader(target -> -1, limits, memory.nioBuffer(0, Math.toIntExact(length)), true, memory);
        frames.bytesRead = length;
        return frames;
    }

    private FrameReader(ByteSource source, Limits limits, ByteBuffer buffer, boolean whole, @Nullable ArrowBuf memory) {
        this.source = source;
        this.limits = limits;
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
        this.whole = whole;
        this.memory = memory;
    }

    public Limits limits() {
        return limits;
    }

    /** Returns the number of bytes that were taken from the source. */
    public long bytesRead() {
        return bytesRead;
    }

    /**
     * Checks whether nothing more can be read, because it is unknown where the next message starts: the source failed
     * or ended inside a message, or what it gave is not a valid message. A connection in this state cannot be used any
     * more.
     */
    public boolean isLost() {
        return lost;
    }

    /** Checks whether the source ended inside a message or before the end of a stream. */
    public boolean isTruncated() {
        return truncated;
    }

    /** Marks the framing as lost. */
    void lose() {
        lost = true;
    }

    /** Waits for the next byte; false where the source ended cleanly before it. */
    public boolean awaitMore() throws IOException {
        return buffer.hasRemaining() || fill(1, false);
    }

    /** Checks whether more bytes were read than have been asked for so far. */
    public boolean hasSurplus() {
        return buffer.hasRemaining();
    }

    /**
     * Returns the next message, whose body is the {@linkplain #pendingBody() pending} one; null for the end of a
     * stream. A body that has not been read is skipped, whatever the limits say.
     */
    @Nullable
    Message message() throws IOException {
        ByteBuffer header = header();
        if (header == null) {
            return null;
        }
        try {
            Message message = Message.getRootAsMessage(header);
            bodyPending = message.bodyLength();
            if (bodyPending >= 0) {
                return message;
            }
        } catch (RuntimeException e) {
            lost = true;
            throw IpcReader.malformed(e);
        }
        lost = true;
        throw VgiException.dataLoss("a message's body length reads " + bodyPending + ", expected 0 or more");
    }

    private @Nullable ByteBuffer header() throws IOException {
        if (lost) {
            throw VgiException.dataLoss("the stream cannot be read on after an earlier failure: open a new connection");
        }
        skipBody();
        int length = readInt();
        if (length == CONTINUATION) {
            length = readInt();
        }
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > limits.metadataBytes()) {
            lost = true;
            throw length < 8 || (length & 3) != 0 || isText(length)
                    ? notArrow(length)
                    : VgiException.resourceExhausted("a message header of " + length + " bytes is over the limit of "
                            + limits.metadataBytes() + " (metadataBytes)");
        }
        if (whole && length > buffer.remaining()) {
            throw truncated();
        }
        byte[] header = new byte[whole ? length : Math.min(length, FIRST_HEADER)];
        for (int copied = 0; copied < length; ) {
            if (!buffer.hasRemaining()) {
                fill(1, true);
            }
            if (copied == header.length) {
                header = Arrays.copyOf(header, (int) Math.min(length, 2L * copied));
            }
            int part = Math.min(header.length - copied, buffer.remaining());
            buffer.get(header, copied, part);
            copied += part;
        }
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the length of the body that follows the message just read and has not been read, in bytes. */
    long pendingBody() {
        return bodyPending;
    }

    /**
     * Reads the pending body into the first bytes of a buffer of the scope, which the caller closes. A long body gets
     * its memory as it comes. Where the scope has no more, the rest of the body is still pending.
     *
     * @param capacity the bytes of the buffer, at least those of the body; what follows the body is undefined
     */
    ArrowBuf body(MemoryScope scope, long capacity) throws IOException {
        RecordBatchBody.checkSize(capacity, limits);
        if (whole && bodyPending > buffer.remaining()) {
            throw truncated();
        }
        long length = bodyPending;
        ArrowBuf body = scope.body(whole ? capacity : claimable(0, length, capacity));
        try {
            while (true) {
                long read = length - bodyPending;
                int part = (int) (Math.min(length, body.capacity()) - read);
                readFully(body.nioBuffer(read, part));
                bodyPending -= part;
                if (body.capacity() >= capacity) {
                    atOnce = Math.max(atOnce, Math.min(4 * length, MOST_AT_ONCE));
                    return body;
                }
                ArrowBuf larger = scope.body(claimable(read + part, length, capacity));
                larger.setBytes(0, body, 0, read + part);
                body.close();
                body = larger;
            }
        } catch (Throwable e) {
            body.close();
            throw e;
        }
    }

    /**
     * Returns the capacity for a body of which some bytes have arrived: all of it as soon as these are a fair share.
     */
    private long claimable(long come, long length, long capacity) {
        long most = Math.max(atOnce, 8 * come);
        return capacity <= most || come == length || 16 * come >= capacity ? capacity : most;
    }

    /**
     * Returns the pending body where it lies, for the caller to close; null where it has to be {@linkplain #body read},
     * because it is not in memory or not as vectors need it.
     */
    @Nullable
    ArrowBuf bodyInPlace() {
        long length = bodyPending;
        if (memory == null
                || length == 0
                || ((memory.memoryAddress() + buffer.position()) & 7) != 0
                || (length & 7) != 0) {
            return null;
        }
        RecordBatchBody.checkSize(length, limits);
        if (length > buffer.remaining()) {
            throw truncated();
        }
        ArrowBuf body = memory.slice(buffer.position(), length);
        body.getReferenceManager().retain();
        buffer.position(buffer.position() + (int) length);
        bodyPending = 0;
        return body;
    }

    private void skipBody() throws IOException {
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

    /** Fills the target: with what is buffered first, then from the source without a detour. */
    private void readFully(ByteBuffer target) throws IOException {
        int buffered = Math.min(target.remaining(), buffer.remaining());
        target.put(target.position(), buffer, buffer.position(), buffered);
        target.position(target.position() + buffered);
        buffer.position(buffer.position() + buffered);
        while (target.hasRemaining()) {
            if (whole) {
                throw truncated();
            }
            buffer.clear().limit(AHEAD);
            try {
                read(target, buffer, true);
            } finally {
                buffer.flip();
            }
        }
    }

    private boolean fill(int needed, boolean required) throws IOException {
        if (whole) {
            if (required || buffer.hasRemaining()) {
                throw truncated();
            }
            return false;
        }
        buffer.compact();
        try {
            while (buffer.position() < needed) {
                if (!read(buffer, null, required || buffer.position() > 0)) {
                    return false;
                }
            }
            return true;
        } finally {
            buffer.flip();
        }
    }

    private boolean read(ByteBuffer target, @Nullable ByteBuffer next, boolean required) throws IOException {
        long length;
        try {
            length = next == null ? source.read(target) : source.read(target, next);
        } catch (Throwable e) {
            lost = true;
            throw e;
        }
        if (length > 0) {
            bytesRead += length;
            return true;
        }
        if (length < 0 && !required) {
            return false;
        }
        if (length < 0) {
            throw truncated();
        }
        lost = true;
        throw new IllegalStateException("a source of bytes gave none; is its channel non-blocking?");
    }

    private VgiException truncated() {
        lost = true;
        truncated = true;
        return VgiException.dataLoss("the stream ended in the middle of a message, after " + bytesRead
                + " bytes: it was truncated, or the worker went away");
    }

    private static boolean isText(int length) {
        for (int shift = 0; shift < 32; shift += 8) {
            int character = length >> shift & 0xFF;
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static VgiException notArrow(int length) {
        byte[] start = {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)};
        return VgiException.dataLoss("not an Arrow IPC message: its header's length reads " + length
                + (isText(length) ? ", the text '" + new String(start, StandardCharsets.US_ASCII) + "'" : "")
                + ", expected a positive multiple of 8. Is something else listening at this address?");
    }
}
