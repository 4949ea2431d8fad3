package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a record batch from its flatbuffer: the counts are those of the schema, and every buffer lies
 * inside the body. Whether a buffer is large enough for its values is {@link BufferLayout}'s concern.
 */
final class RecordBatchHeader {
    /** Identifies how the buffers of a body are compressed, one by one. */
    enum Compression {
        NONE,
        LZ4_FRAME,
        ZSTD
    }

    private static final int BUFFER_BYTES = 16;

    final int rows;
    final Compression compression;

    /** For each node, its values. */
    final int[] values;

    /** For each node, its nulls; -1 where the sender has not counted them. */
    final int[] nulls;

    /** For each view column, the buffers that its views point into. */
    final int[] variadic;

    /** For each buffer, where it starts in the body. */
    final long[] offsets;

    /** For each buffer, its bytes in the body. */
    final long[] sizes;

    private RecordBatchHeader(RecordBatch record, List<Layout> columns, long bodyLength) {
        rows = (int) expect("rows", record.length(), 0, Integer.MAX_VALUE);
        compression = compression(record.compression());

        int nodes = columns.stream().mapToInt(column -> column.nodes).sum();
        expect("columns", record.nodesLength(), nodes, nodes);
        values = new int[nodes];
        nulls = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            FieldNode node = record.nodes(i);
            values[i] = (int) expect("values of a column", node.length(), 0, Integer.MAX_VALUE);
            nulls[i] = (int) expect("nulls of a column", node.nullCount(), -1, node.length());
        }

        int views = columns.stream().mapToInt(column -> column.views).sum();
        expect("view columns", record.variadicBufferCountsLength(), views, views);
        variadic = new int[views];
        long buffers = columns.stream().mapToLong(column -> column.buffers).sum();
        int most = record.getByteBuffer().capacity() / BUFFER_BYTES;
        for (int i = 0; i < views; i++) {
            variadic[i] = (int) expect("buffers of a view column", record.variadicBufferCounts(i), 0, most);
            buffers += variadic[i];
        }
        expect("buffers", record.buffersLength(), buffers, buffers);
        expect("buffers", buffers, 0, most);
        offsets = new long[(int) buffers];
        sizes = new long[(int) buffers];
        for (int i = 0; i < buffers; i++) {
            Buffer buffer = record.buffers(i);
            offsets[i] = expect("a buffer's offset", buffer.offset(), 0, bodyLength);
            sizes[i] = expect("a buffer's length", buffer.length(), 0, bodyLength - buffer.offset());
        }
    }

    /**
     * Takes a header out of its flatbuffer.
     *
     * @throws VgiException with DATA_LOSS where it does not fit the schema or the body; the flatbuffer may throw any
     *     other unchecked exception where its own offsets are wrong
     */
    static RecordBatchHeader of(RecordBatch record, List<Layout> columns, long bodyLength) {
        return new RecordBatchHeader(record, columns, bodyLength);
    }

    private static Compression compression(@Nullable BodyCompression compression) {
        if (compression == null) {
            return Compression.NONE;
        }
        if (compression.method() == BodyCompressionMethod.BUFFER) {
            if (compression.codec() == CompressionType.LZ4_FRAME) {
                return Compression.LZ4_FRAME;
            }
            if (compression.codec() == CompressionType.ZSTD) {
                return Compression.ZSTD;
            }
        }
        throw VgiException.of(
                Code.UNIMPLEMENTED,
                "a batch is compressed with codec " + compression.codec() + " of method " + compression.method()
                        + ", expected LZ4_FRAME (0) or ZSTD (1), buffer by buffer (0)");
    }

    private static long expect(String what, long found, long least, long most) {
        if (found < least || found > most) {
            throw VgiException.dataLoss("a batch is malformed: " + what + " reads " + found + ", expected "
                    + (least == most ? String.valueOf(least) : least + " to " + most));
        }
        return found;
    }
}
