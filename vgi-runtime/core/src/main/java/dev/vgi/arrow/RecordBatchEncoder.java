package dev.vgi.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Collects the nodes and buffers of a record in the order of the wire, taken from its vectors and not copied. The
 * validity of columns without nulls stays out. One encoder serves one record after another.
 */
final class RecordBatchEncoder {
    private long[] nodes = new long[16];
    private int nodeLongs;
    private long[] variadic = new long[0];
    private int views;
    private @Nullable ArrowBuf[] buffers = new ArrowBuf[16];
    private long[] lengths = new long[16];
    private int bufferCount;
    private long bodyLength;

    /** Forgets the last record, and takes the nodes and buffers of this one. */
    void encode(List<FieldVector> columns) {
        nodeLongs = 0;
        views = 0;
        bodyLength = 0;
        clear();
        columns.forEach(this::add);
    }

    /** Forgets the buffers of the last record. */
    void clear() {
        Arrays.fill(buffers, 0, bufferCount, null);
        bufferCount = 0;
    }

    int bufferCount() {
        return bufferCount;
    }

    /** Returns a buffer; null where its {@link #length} is 0. */
    @Nullable
    ArrowBuf buffer(int index) {
        return buffers[index];
    }

    /**
     * Returns the number of bytes of a buffer, which start at its address 0 and are padded to a multiple of 8 on the
     * wire.
     */
    long length(int index) {
        return lengths[index];
    }

    long bodyLength() {
        return bodyLength;
    }

    /** Writes the header; returns its offset. */
    int write(FlatBufferBuilder builder, int rows) {
        int variadicOffset = 0;
        if (views > 0) {
            variadicOffset = RecordBatch.createVariadicBufferCountsVector(builder, Arrays.copyOf(variadic, views));
        }
        RecordBatch.startNodesVector(builder, nodeLongs / 2);
        for (int i = nodeLongs; i > 0; i -= 2) {
            FieldNode.createFieldNode(builder, nodes[i - 2], nodes[i - 1]);
        }
        int nodesOffset = builder.endVector();
        RecordBatch.startBuffersVector(builder, bufferCount);
        long end = bodyLength;
        for (int i = bufferCount - 1; i >= 0; i--) {
            end -= BufferLayout.padded(lengths[i]);
            Buffer.createBuffer(builder, end, lengths[i]);
        }
        int buffersOffset = builder.endVector();
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, rows);
        RecordBatch.addNodes(builder, nodesOffset);
        RecordBatch.addBuffers(builder, buffersOffset);
        if (views > 0) {
            RecordBatch.addVariadicBufferCounts(builder, variadicOffset);
        }
        return RecordBatch.endRecordBatch(builder);
    }

    private void add(FieldVector vector) {
        FieldVector stored = vector;
        while (stored instanceof ExtensionTypeVector<?> extension) {
            stored = (FieldVector) extension.getUnderlyingVector();
        }
        int values = stored.getValueCount();
        int nulls = stored.getNullCount();
        if (nodeLongs + 2 > nodes.length) {
            nodes = Arrays.copyOf(nodes, nodes.length * 2);
        }
        nodes[nodeLongs++] = values;
        nodes[nodeLongs++] = nulls;

        List<ArrowBuf> own = stored.getFieldBuffers();
        boolean validity = hasValidity(stored.getField().getType());
        for (int i = 0; i < own.size(); i++) {
            ArrowBuf buffer = own.get(i);
            boolean left = values == 0 || (i == 0 && validity && nulls == 0);
            add(buffer, left ? 0 : Math.min(buffer.writerIndex(), buffer.capacity()));
        }
        if (stored instanceof BaseVariableWidthViewVector) {
            if (views == variadic.length) {
                variadic = Arrays.copyOf(variadic, Math.max(4, views * 2));
            }
            variadic[views++] = own.size() - 2L;
        }
        stored.getChildrenFromFields().forEach(this::add);
    }

    private void add(ArrowBuf buffer, long length) {
        if (bufferCount == buffers.length) {
            buffers = Arrays.copyOf(buffers, bufferCount * 2);
            lengths = Arrays.copyOf(lengths, bufferCount * 2);
        }
        buffers[bufferCount] = length == 0 ? null : buffer;
        lengths[bufferCount++] = length;
        bodyLength += BufferLayout.padded(length);
    }

    private static boolean hasValidity(ArrowType type) {
        return !(type instanceof ArrowType.Null
                || type instanceof ArrowType.Union
                || type instanceof ArrowType.RunEndEncoded);
    }
}
