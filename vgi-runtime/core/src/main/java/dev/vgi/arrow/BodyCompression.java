package dev.vgi.arrow;

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Decodes bodies whose buffers were compressed one by one: each starts with its uncompressed length, or with -1 where
 * the rest is stored as it is.
 */
final class BodyCompression {
    private static final int PREFIX = Long.BYTES;

    private final RecordBatchHeader header;
    private final ByteBuffer body;
    private final long[] offsets;
    private final long[] sizes;
    private long decodedLength;

    private BodyCompression(RecordBatchHeader header, ByteBuffer body) {
        this.header = header;
        this.body = body;
        offsets = new long[header.sizes.length];
        sizes = new long[header.sizes.length];
    }

    /** Holds a body's buffers, decoded into one piece of memory, which the receiver closes. */
    record Decoded(BufferLayout plan, ArrowBuf memory) {}

    /**
     * Decodes a body. Nothing is allocated before the sum of all lengths has been checked.
     *
     * @throws VgiException with RESOURCE_EXHAUSTED over {@code limits.messageBytes()}, and with DATA_LOSS where a
     *     buffer does not decode to the length that it claims
     */
    static Decoded decode(
            RecordBatchHeader header,
            List<Layout> columns,
            ArrowBuf body,
            long bodyLength,
            Limits limits,
            MemoryScope scope) {
        var coding = new BodyCompression(header, bytes(body, bodyLength));
        coding.measure(limits);
        BufferLayout plan = BufferLayout.of(header, columns, coding.offsets, coding.sizes, coding.decodedLength);
        RecordBatchBody.checkSize(plan.total(), limits);
        ArrowBuf memory = scope.body(plan.total());
        try {
            coding.decode(bytes(memory, coding.decodedLength));
            return new Decoded(plan, memory);
        } catch (LinkageError e) {
            memory.close();
            throw VgiException.of(
                    Code.UNIMPLEMENTED,
                    "a batch is compressed with " + header.compression + ", and its library is not on the class path:"
                            + " add com.github.luben:zstd-jni or at.yawk.lz4:lz4-java",
                    e);
        } catch (Throwable e) {
            memory.close();
            throw e;
        }
    }

    private void measure(Limits limits) {
        for (int i = 0; i < sizes.length; i++) {
            long size = header.sizes[i];
            offsets[i] = decodedLength;
            if (size == 0) {
                continue;
            }
            if (size < PREFIX) {
                throw malformed(i, "has " + size + " bytes", "at least " + PREFIX);
            }
            long claimed = body.getLong((int) header.offsets[i]);
            sizes[i] = claimed == -1 ? size - PREFIX : claimed;
            if (sizes[i] < 0) {
                throw malformed(i, "has an uncompressed length of " + claimed, "-1 or more");
            }
            RecordBatchBody.checkSize(sizes[i], limits);
            decodedLength += BufferLayout.padded(sizes[i]);
            RecordBatchBody.checkSize(decodedLength, limits);
        }
    }

    private void decode(ByteBuffer target) {
        try (Codec codec =
                header.compression == RecordBatchHeader.Compression.ZSTD ? new ZstdCodec() : new Lz4Codec()) {
            for (int i = 0; i < sizes.length; i++) {
                int from = (int) header.offsets[i];
                int length = (int) header.sizes[i] - PREFIX;
                int to = (int) offsets[i];
                if (length < 0) {
                    continue;
                }
                if (body.getLong(from) == -1) {
                    target.put(to, body, from + PREFIX, length);
                    continue;
                }
                long decoded;
                try {
                    decoded = codec.decode(body, from + PREFIX, length, target, to, (int) sizes[i]);
                } catch (RuntimeException e) {
                    throw VgiException.of(
                            Code.DATA_LOSS,
                            "buffer " + i + " of a batch is not " + header.compression + ": " + e.getMessage(),
                            e);
                }
                if (decoded != sizes[i]) {
                    throw malformed(i, "decoded to " + decoded + " bytes", "the " + sizes[i] + " that it claims");
                }
            }
        }
    }

    private VgiException malformed(int buffer, String found, String expected) {
        return VgiException.dataLoss("a batch is malformed: its buffer " + buffer + ", compressed with "
                + header.compression + ", " + found + ", expected " + expected);
    }

    private static ByteBuffer bytes(ArrowBuf memory, long length) {
        return memory.nioBuffer(0, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Decodes one buffer after another. */
    private interface Codec extends AutoCloseable {
        /**
         * Decodes {@code length} bytes into at most {@code most}; returns how many were written.
         *
         * @throws RuntimeException where the input is malformed, or decodes to more
         */
        long decode(ByteBuffer source, int from, int length, ByteBuffer target, int to, int most);

        @Override
        void close();
    }

    private static final class ZstdCodec implements Codec {
        private final ZstdDecompressCtx context = new ZstdDecompressCtx();

        @Override
        public long decode(ByteBuffer source, int from, int length, ByteBuffer target, int to, int most) {
            return context.decompressDirectByteBuffer(target, to, most, source, from, length);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static final class Lz4Codec implements Codec {
        @Override
        public long decode(ByteBuffer source, int from, int length, ByteBuffer target, int to, int most) {
            return new Lz4Frame(source, from, length, target, to, most).decode();
        }

        @Override
        public void close() {}
    }
}
