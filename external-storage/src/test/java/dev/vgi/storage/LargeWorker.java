package dev.vgi.storage;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Implements {@link Large}. */
public final class LargeWorker implements Large {
    static final Schema NUMBERS =
            new Schema(List.of(new Field("n", FieldType.notNullable(new ArrowType.Int(64, true)), List.of())));

    @Override
    public String text(long length) {
        return "x".repeat((int) length);
    }

    @Override
    public long length(String text) {
        return text.length();
    }

    @Override
    public Producer.WithHeader<Title, Batch> numbers(long batches, long rows, long letters) {
        return Producer.of(NUMBERS, 0L, (Long batch, dev.vgi.service.Output<Batch> output) -> {
                    if (batch == batches) {
                        output.finish();
                        return batch;
                    }
                    output.emit(numbers(output.allocator(), rows, row -> batch * rows + row));
                    return batch + 1;
                })
                .withHeader(new Title("t".repeat((int) letters)));
    }

    @Override
    public Exchange<Batch, Batch> doubled() {
        return Exchange.of(NUMBERS, NUMBERS, (input, output) -> {
            var values = (BigIntVector) input.vector(0);
            output.emit(numbers(output.allocator(), input.rowCount(), row -> 2 * values.get((int) row)));
        });
    }

    static Batch numbers(BufferAllocator allocator, long rows, LongUnaryOperator value) {
        VectorSchemaRoot root = VectorSchemaRoot.create(NUMBERS, allocator);
        var vector = (BigIntVector) root.getVector(0);
        vector.allocateNew((int) rows);
        for (int row = 0; row < rows; row++) {
            vector.set(row, value.applyAsLong(row));
        }
        vector.setValueCount((int) rows);
        root.setRowCount((int) rows);
        return Batch.of(root);
    }
}
