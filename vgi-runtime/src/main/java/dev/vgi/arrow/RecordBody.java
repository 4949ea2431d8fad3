package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/** Reads the body of a record batch into one piece of memory, checks it, and slices it into vectors. */
final class RecordBody {
    private final RecordHeader header;
    private final BodyPlan plan;
    private final ArrowBuf memory;
    private int node;
    private int buffer;
    private int view;

    private RecordBody(RecordHeader header, BodyPlan plan, ArrowBuf memory) {
        this.header = header;
        this.plan = plan;
        this.memory = memory;
    }

    /**
     * Fills empty vectors with the body that comes next. They stay the caller's, also where this throws.
     *
     * @param dictionarySizes the values of each dictionary in force, by its id
     * @param needed told how many values each dictionary must have that the record has indices of, see
     *     {@link ContentCheck}
     */
    static void load(
            List<FieldVector> vectors,
            List<Layout> columns,
            RecordHeader header,
            FrameReader frames,
            MemoryScope scope,
            Map<Long, Integer> dictionarySizes,
            @Nullable Map<Long, Integer> needed,
            Validation validation)
            throws IOException {
        long length = frames.pendingBody();
        BodyPlan plan;
        ArrowBuf memory;
        if (header.compression == RecordHeader.Compression.NONE) {
            plan = BodyPlan.of(header, columns, length);
            memory = frames.body(scope, plan.total());
        } else {
            try (ArrowBuf body = frames.body(scope, length)) {
                var decoded = BodyCompression.decode(header, columns, body, length, frames.limits(), scope);
                plan = decoded.plan();
                memory = decoded.memory();
            }
        }
        try (memory) {
            plan.complete(memory);
            ContentCheck.check(columns, header, plan, memory, dictionarySizes, needed, validation);
            var body = new RecordBody(header, plan, memory);
            for (int i = 0; i < vectors.size(); i++) {
                body.fill(vectors.get(i), columns.get(i));
            }
        }
    }

    /** Refuses a body, or one that it decodes to, that is over the limit. */
    static void checkSize(long bytes, Limits limits) {
        if (bytes > limits.messageBytes()) {
            throw VgiException.resourceExhausted(
                    "a message body of " + bytes + " bytes is over the limit of " + limits.messageBytes()
                            + " (messageBytes). Ask the worker for smaller batches, or raise the limit");
        }
    }

    private void fill(FieldVector vector, Layout column) {
        int values = header.values[node++];
        int count = column.kind.buffers;
        if (column.kind == Layout.Kind.VIEWS) {
            count += header.variadic[view++];
        }
        var buffers = new ArrayList<ArrowBuf>(count);
        for (int i = 0; i < count; i++, buffer++) {
            buffers.add(memory.slice(plan.offsets[buffer], plan.sizes[buffer]));
        }
        List<FieldVector> children;
        try {
            // Without nulls, an empty validity is not replaced by a fresh one; all others have bytes.
            vector.loadFieldBuffers(new ArrowFieldNode(values, 0), buffers);
            if (vector instanceof RunEndEncodedVector runs) {
                runs.setValueCount(values);
            }
            children = vector.getChildrenFromFields();
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw VgiException.of(
                    Code.UNIMPLEMENTED, "column '" + column.path + "' cannot be read: " + e.getMessage(), e);
        }
        for (int i = 0; i < column.children.size(); i++) {
            fill(children.get(i), column.children.get(i));
        }
    }
}
