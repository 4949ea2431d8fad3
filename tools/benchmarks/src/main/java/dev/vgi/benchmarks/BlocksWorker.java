package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/** A worker whose batches cost nothing to make: each is a view of one that was filled before. */
public final class BlocksWorker implements Blocks {
    private static final int COLUMNS = 8;
    private static final Schema SCHEMA = new Schema(columns());

    private final BufferAllocator allocator = new RootAllocator();
    private final Map<Long, VectorSchemaRoot> templates = new ConcurrentHashMap<>();

    private static List<Field> columns() {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < COLUMNS; i++) {
            fields.add(new Field("c" + i, FieldType.notNullable(new ArrowType.Int(64, true)), List.of()));
        }
        return fields;
    }

    @Override
    public Producer<Batch> read(long bytes, long count) {
        VectorSchemaRoot template = templates.computeIfAbsent(bytes, size -> template(size, allocator));
        return Producer.of(SCHEMA, count, (left, output) -> {
            if (left > 0) {
                output.emit(view(template));
            }
            if (left <= 1) {
                output.finish();
            }
            return left - 1;
        });
    }

    /** A batch whose values have so many bytes. */
    static Batch block(long bytes, BufferAllocator allocator) {
        return Batch.of(template(bytes, allocator));
    }

    private static VectorSchemaRoot template(long bytes, BufferAllocator allocator) {
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

    private static Batch view(VectorSchemaRoot template) {
        var vectors = new ArrayList<FieldVector>();
        for (FieldVector vector : template.getFieldVectors()) {
            TransferPair pair = vector.getTransferPair(vector.getAllocator());
            pair.splitAndTransfer(0, vector.getValueCount());
            vectors.add((FieldVector) pair.getTo());
        }
        return Batch.of(new VectorSchemaRoot(SCHEMA, vectors, template.getRowCount()));
    }

    /** Arguments: {@code unix PATH}, {@code tcp} or {@code http}. Prints where it listens. */
    public static void main(String[] arguments) throws InterruptedException {
        Server.Builder builder = Server.builder().host(Blocks.class, new BlocksWorker());
        switch (arguments[0]) {
            case "unix" -> builder.unix(Path.of(arguments[1]));
            case "tcp" -> builder.tcp("127.0.0.1", 0);
            case "http" -> builder.http(0);
            default -> throw new IllegalArgumentException("no such transport: " + arguments[0]);
        }
        try (Server server = builder.start()) {
            System.out.println(DiscoveryLine.of(server.addresses().get(0)));
            new CountDownLatch(1).await();
        }
    }
}
