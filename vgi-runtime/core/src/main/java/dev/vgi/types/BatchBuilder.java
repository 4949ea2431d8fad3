package dev.vgi.types;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.WireSchema;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Holds the vectors of a schema, empty at first, on the way to a batch. What is not {@linkplain #finish finished} is
 * released.
 */
final class BatchBuilder implements AutoCloseable {
    private final DictionaryProvider.MapDictionaryProvider dictionaries =
            new DictionaryProvider.MapDictionaryProvider();
    private final VectorSchemaRoot root;
    private boolean finished;

    /** @param wire a schema in message format */
    BatchBuilder(Schema wire, int rows, BufferAllocator allocator) {
        root = VectorSchemaRoot.create(WireSchema.inMemory(wire, allocator, dictionaries), allocator);
        try {
            for (FieldVector vector : root.getFieldVectors()) {
                vector.setInitialCapacity(rows);
                vector.allocateNew();
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    List<FieldVector> vectors() {
        return root.getFieldVectors();
    }

    DictionaryProvider dictionaries() {
        return dictionaries;
    }

    Batch finish(int rows) {
        root.setRowCount(rows);
        Batch batch = Batch.of(root, dictionaries);
        finished = true;
        return batch;
    }

    @Override
    public void close() {
        if (!finished) {
            root.close();
            for (Long id : dictionaries.getDictionaryIds()) {
                Objects.requireNonNull(dictionaries.lookup(id)).getVector().close();
            }
        }
    }
}
