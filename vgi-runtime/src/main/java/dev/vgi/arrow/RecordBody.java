package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Reads the body of a record batch and slices it into vectors, after every length in its header has been checked. */
final class RecordBody {
    private RecordBody() {}

    /** Fills the vectors of {@code root}, which stays the caller's, with the body that comes next. */
    static void load(
            VectorSchemaRoot root, RecordBatch record, FrameReader frames, MemoryScope scope, Validation validation)
            throws IOException {
        long bodyLength = frames.pendingBody();
        Shape shape = Shape.of(root.getSchema().getFields());
        int rows = IpcReader.parsed(() -> check(record, shape, bodyLength));
        List<ArrowFieldNode> nodes = new ArrayList<>(shape.nodes);
        for (int i = 0; i < shape.nodes; i++) {
            FieldNode node = record.nodes(i);
            nodes.add(new ArrowFieldNode(node.length(), node.nullCount()));
        }
        List<ArrowBuf> buffers = new ArrayList<>(record.buffersLength());
        try (ArrowBuf body = frames.body(scope)) {
            for (int i = 0; i < record.buffersLength(); i++) {
                Buffer buffer = record.buffers(i);
                buffers.add(body.slice(buffer.offset(), buffer.length()));
            }
            if (record.compression() == null) {
                fill(root, rows, nodes, buffers, variadic(record), validation);
            } else {
                List<ArrowBuf> decoded = BodyCompression.decode(record.compression(), buffers, frames.limits(), scope);
                try {
                    fill(root, rows, nodes, decoded, variadic(record), validation);
                } finally {
                    decoded.forEach(ArrowBuf::close);
                }
            }
        }
    }

    private static void fill(
            VectorSchemaRoot root,
            int rows,
            List<ArrowFieldNode> nodes,
            List<ArrowBuf> buffers,
            List<Long> variadic,
            Validation validation) {
        BodyCheck.check(root.getSchema().getFields(), rows, nodes, buffers, variadic, validation);
        try (var batch = new ArrowRecordBatch(
                rows, nodes, buffers, NoCompressionCodec.DEFAULT_BODY_COMPRESSION, variadic, false)) {
            new VectorLoader(root).load(batch);
            root.setRowCount(rows);
        } catch (VgiException e) {
            throw e;
        } catch (RuntimeException e) {
            throw VgiException.of(Code.DATA_LOSS, "a batch does not fit its schema: " + e.getMessage(), e);
        }
    }

    private static List<Long> variadic(RecordBatch record) {
        var counts = new ArrayList<Long>();
        for (int i = 0; i < record.variadicBufferCountsLength(); i++) {
            counts.add(record.variadicBufferCounts(i));
        }
        return counts;
    }

    private static int check(RecordBatch record, Shape shape, long bodyLength) {
        expect("rows", record.length(), 0, Integer.MAX_VALUE);
        expect("field nodes", record.nodesLength(), shape.nodes, shape.nodes);
        expect("view columns", record.variadicBufferCountsLength(), shape.views, shape.views);
        long variadic = 0;
        for (int i = 0; i < shape.views; i++) {
            expect("buffers of a view column", record.variadicBufferCounts(i), 0, 1 << 20);
            variadic += record.variadicBufferCounts(i);
        }
        expect("buffers", record.buffersLength(), shape.buffers + variadic, shape.buffers + variadic);
        for (int i = 0; i < shape.nodes; i++) {
            FieldNode node = record.nodes(i);
            expect("values of a column", node.length(), 0, Integer.MAX_VALUE);
            expect("nulls of a column", node.nullCount(), 0, node.length());
        }
        for (int i = 0; i < record.buffersLength(); i++) {
            Buffer buffer = record.buffers(i);
            expect("a buffer's offset", buffer.offset(), 0, bodyLength);
            expect("a buffer's length", buffer.length(), 0, bodyLength - buffer.offset());
        }
        return (int) record.length();
    }

    private static void expect(String what, long found, long least, long most) {
        if (found < least || found > most) {
            throw VgiException.dataLoss("a batch is malformed: " + what + " reads " + found + ", expected "
                    + (least == most ? String.valueOf(least) : least + " to " + most));
        }
    }

    /** How many nodes and buffers a batch of a schema has. */
    private static final class Shape {
        private int nodes;
        private int buffers;
        private int views;

        private static Shape of(List<Field> fields) {
            var shape = new Shape();
            fields.forEach(shape::count);
            return shape;
        }

        private void count(Field field) {
            nodes++;
            ArrowType type = field.getType();
            if (type instanceof ArrowType.Utf8View || type instanceof ArrowType.BinaryView) {
                views++;
            }
            buffers += TypeLayout.getTypeBufferCount(type);
            field.getChildren().forEach(this::count);
        }
    }
}
