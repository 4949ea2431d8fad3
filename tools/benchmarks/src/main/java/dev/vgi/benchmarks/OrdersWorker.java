package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Producer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Serves rows as a shop would have them. */
final class OrdersWorker implements Orders {
    private static final Schema SCHEMA = new Schema(List.of(
            field("id", new ArrowType.Int(64, true)),
            field("quantity", new ArrowType.Int(32, true)),
            field("price", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            field("customer", ArrowType.Utf8.INSTANCE)));

    private final BufferAllocator allocator = new RootAllocator();
    private final Map<Long, Template> templates = new ConcurrentHashMap<>();

    private static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), List.of());
    }

    @Override
    public Producer<Batch> orders(long rows, long batches) {
        return templates.computeIfAbsent(rows, this::template).repeated(batches);
    }

    private Template template(long count) {
        int rows = Math.toIntExact(count);
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        var ids = (BigIntVector) root.getVector(0);
        var quantities = (IntVector) root.getVector(1);
        var prices = (Float8Vector) root.getVector(2);
        var customers = (VarCharVector) root.getVector(3);
        for (int row = 0; row < rows; row++) {
            ids.setSafe(row, row);
            quantities.setSafe(row, row * 31 % 97);
            prices.setSafe(row, row * 0.37);
            customers.setSafe(row, ("customer " + row * 7_919L % 100_003).getBytes(StandardCharsets.UTF_8));
        }
        root.setRowCount(rows);
        return new Template(root);
    }
}
