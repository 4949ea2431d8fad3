package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Producer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Serves batches of eight columns of integers. */
final class BlocksWorker implements Blocks {
    private static final int COLUMNS = 8;
    private static final Schema SCHEMA = new Schema(columns());

    private final BufferAllocator allocator = new RootAllocator();
    private final Map<Long, Template> templates = new ConcurrentHashMap<>();

    private static List<Field> columns() {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < COLUMNS; i++) {
            fields.add(new Field("c" + i, FieldType.notNullable(new ArrowType.Int(64, true)), List.of()));
        }
        return fields;
    }

    @Override
    public Producer<Batch> read(long bytes, long count) {
        return templates
                .computeIfAbsent(bytes, size -> new Template(filled(size, allocator)))
                .repeated(count);
    }

    /** A batch whose values have so many bytes. */
    static Batch block(long bytes, BufferAllocator allocator) {
        return Batch.of(filled(bytes, allocator));
    }

    private static VectorSchemaRoot filled(long bytes, BufferAllocator allocator) {
        int rows = Math.toIntExact(bytes / COLUMNS / Long.BYTES);
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        for (FieldVector vector : root.getFieldVectors()) {
            var numbers = (BigIntVector) vector;
            numbers.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                numbers.set(row, row);
            }
            numbers.setValueCount(rows);
        }
        root.setRowCount(rows);
        return root;
    }
}
