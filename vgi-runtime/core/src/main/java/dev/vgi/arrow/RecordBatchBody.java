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

/**
 * Reads the body of a record batch into one piece of memory, checks it, and slices it into vectors. A body that is in
 * memory already stays where it is, and what comes behind it lies elsewhere.
 */
final class RecordBatchBody {
    private final RecordBatchHeader header;
    private final BufferLayout plan;
    private final ArrowBuf memory;
    private final @Nullable ArrowBuf behind;
    private final MemoryScope scope;
    private int node;
    private int buffer;
    private int view;

    private RecordBatchBody(
            RecordBatchHeader header,
            BufferLayout plan,
            ArrowBuf memory,
            @Nullable ArrowBuf behind,
            MemoryScope scope) {
        this.header = header;
        this.plan = plan;
        this.memory = memory;
        this.behind = behind;
        this.scope = scope;
    }

    /**
     * Fills empty vectors with the body that comes next. The caller keeps ownership of them, also where this throws.
     *
     * @param dictionarySizes the values of each dictionary in force, by its id
     * @param needed told how many values each dictionary must have that the record has indices of, see
     *     {@link RecordBatchValidator}
     */
    static void load(
            List<FieldVector> vectors,
            List<Layout> columns,
            RecordBatchHeader header,
            FrameReader frames,
            MemoryScope scope,
            Map<Long, Integer> dictionarySizes,
            @Nullable Map<Long, Integer> needed,
            Validation validation)
            throws IOException {
        long length = frames.pendingBody();
        BufferLayout plan;
        ArrowBuf memory;
        boolean inPlace = false;
        if (header.compression == RecordBatchHeader.Compression.NONE) {
            plan = BufferLayout.of(header, columns, length);
            checkSize(plan.total(), frames.limits());
            ArrowBuf there = frames.bodyInPlace();
            inPlace = there != null;
            memory = there != null ? there : frames.body(scope, plan.total());
        } else {
            ArrowBuf there = frames.bodyInPlace();
            try (ArrowBuf body = there != null ? there : frames.body(scope, length)) {
                var decoded = BodyCompression.decode(header, columns, body, length, frames.limits(), scope);
                plan = decoded.plan();
                memory = decoded.memory();
            }
        }
        try (memory;
                @Nullable ArrowBuf behind = inPlace && plan.bytesBehind() > 0 ? scope.body(plan.bytesBehind()) : null) {
            if (behind != null) {
                plan.complete(behind, 0);
            } else {
                plan.complete(memory, plan.behind());
            }
            RecordBatchValidator.check(columns, header, plan, memory, dictionarySizes, needed, validation);
            var body = new RecordBatchBody(header, plan, memory, behind, scope);
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
            buffers.add(slice(plan.offsets[buffer], plan.sizes[buffer]));
        }
        List<FieldVector> children;
        try {
            load(vector, column, values, buffers);
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

    private void load(FieldVector vector, Layout column, int values, List<ArrowBuf> buffers) {
        // Without nulls, an empty validity is not replaced by a fresh one; all others have bytes.
        var node = new ArrowFieldNode(values, 0);
        if (column.widening == Widening.NONE) {
            vector.loadFieldBuffers(node, buffers);
            return;
        }
        List<ArrowBuf> widened = column.widening.apply(buffers, values, scope);
        try {
            vector.loadFieldBuffers(node, widened);
        } finally {
            widened.forEach(ArrowBuf::close);
        }
    }

    private ArrowBuf slice(long offset, long size) {
        return behind != null && offset >= plan.behind()
                ? behind.slice(offset - plan.behind(), size)
                : memory.slice(offset, size);
    }
}
