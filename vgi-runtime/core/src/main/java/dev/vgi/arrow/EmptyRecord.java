package dev.vgi.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Writes the header of a record batch without rows, without any vectors. */
final class EmptyRecord {
    private int nodes;
    private int buffers;
    private int views;

    private EmptyRecord() {}

    /** Writes the header for these fields of a wire schema; returns its offset. */
    static int write(FlatBufferBuilder builder, List<Field> fields) {
        var record = new EmptyRecord();
        fields.forEach(record::count);
        int variadic = 0;
        if (record.views > 0) {
            variadic = RecordBatch.createVariadicBufferCountsVector(builder, new long[record.views]);
        }
        RecordBatch.startNodesVector(builder, record.nodes);
        for (int i = 0; i < record.nodes; i++) {
            FieldNode.createFieldNode(builder, 0, 0);
        }
        int nodes = builder.endVector();
        RecordBatch.startBuffersVector(builder, record.buffers);
        for (int i = 0; i < record.buffers; i++) {
            Buffer.createBuffer(builder, 0, 0);
        }
        int buffers = builder.endVector();
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, 0);
        RecordBatch.addNodes(builder, nodes);
        RecordBatch.addBuffers(builder, buffers);
        if (record.views > 0) {
            RecordBatch.addVariadicBufferCounts(builder, variadic);
        }
        return RecordBatch.endRecordBatch(builder);
    }

    private void count(Field field) {
        nodes++;
        if (field.getDictionary() != null) {
            buffers += 2;
            return;
        }
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Utf8View || type instanceof ArrowType.BinaryView) {
            views++;
        }
        buffers += TypeLayout.getTypeBufferCount(type);
        field.getChildren().forEach(this::count);
    }
}
