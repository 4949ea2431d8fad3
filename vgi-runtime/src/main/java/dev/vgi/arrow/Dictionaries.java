package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/**
 * The dictionaries of one stream. A batch keeps those that were in force when it was read: a later replacement or delta
 * makes new ones. Used by the reader's thread; snapshots are released on any.
 */
final class Dictionaries implements AutoCloseable {
    private final MemoryScope scope;
    private final Schema inMemory;
    private Snapshot current;

    Dictionaries(Schema wire, MemoryScope scope) {
        this.scope = scope;
        var provider = new DictionaryProvider.MapDictionaryProvider();
        this.inMemory = WireSchema.inMemory(wire, scope.allocator(), provider);
        this.current = new Snapshot(provider);
    }

    Schema inMemory() {
        return inMemory;
    }

    /** The dictionaries in force, for the caller to release. */
    Snapshot snapshot() {
        return current.retain();
    }

    void load(long id, boolean delta, RecordBatch record, FrameReader frames, Validation validation)
            throws IOException {
        Dictionary replaced = current.provider.lookup(id);
        if (replaced == null) {
            throw VgiException.dataLoss("a dictionary of the unknown id " + id + ", expected one of "
                    + current.provider.getDictionaryIds());
        }
        FieldVector values = replaced.getVector().getField().createVector(scope.allocator());
        try {
            var root = new VectorSchemaRoot(List.of(values.getField()), List.of(values), 0);
            RecordBody.load(root, record, frames, scope, validation);
            if (delta) {
                FieldVector joined = copy(replaced.getVector());
                values.accept(new VectorAppender(joined), null);
                values.close();
                values = joined;
            }
        } catch (Throwable e) {
            values.close();
            throw e;
        }
        replace(new Dictionary(values, replaced.getEncoding()));
    }

    /** Every index of every encoded column stands for a value. */
    void checkIndices(VectorSchemaRoot root, Batch batch) {
        if (!current.provider.getDictionaryIds().isEmpty()) {
            try {
                root.getFieldVectors().forEach(this::checkIndices);
            } catch (Throwable e) {
                batch.close();
                throw e;
            }
        }
    }

    private void checkIndices(FieldVector vector) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            vector.getChildrenFromFields().forEach(this::checkIndices);
            return;
        }
        int size = Objects.requireNonNull(current.provider.lookup(encoding.getId()))
                .getVector()
                .getValueCount();
        var indices = (BaseIntVector) vector;
        for (int row = 0; row < vector.getValueCount(); row++) {
            if (!vector.isNull(row) && Long.compareUnsigned(indices.getValueAsLong(row), size) >= 0) {
                throw VgiException.dataLoss("column '" + vector.getName() + "' has the dictionary index "
                        + indices.getValueAsLong(row) + " in row " + row + ", expected less than " + size);
            }
        }
    }

    private void replace(Dictionary replacement) {
        var provider = new DictionaryProvider.MapDictionaryProvider();
        for (Long id : current.provider.getDictionaryIds()) {
            Dictionary dictionary = Objects.requireNonNull(current.provider.lookup(id));
            provider.put(
                    id == replacement.getEncoding().getId()
                            ? replacement
                            : new Dictionary(share(dictionary.getVector()), dictionary.getEncoding()));
        }
        Snapshot last = current;
        current = new Snapshot(provider);
        last.release();
    }

    private static FieldVector share(FieldVector vector) {
        TransferPair pair = vector.getTransferPair(vector.getAllocator());
        pair.splitAndTransfer(0, vector.getValueCount());
        return (FieldVector) pair.getTo();
    }

    private FieldVector copy(FieldVector vector) {
        FieldVector copy = vector.getField().createVector(scope.allocator());
        copy.allocateNew();
        vector.accept(new VectorAppender(copy), null);
        return copy;
    }

    @Override
    public void close() {
        current.release();
    }

    static final class Snapshot {
        private final DictionaryProvider.MapDictionaryProvider provider;
        private final AtomicInteger holders = new AtomicInteger(1);

        private Snapshot(DictionaryProvider.MapDictionaryProvider provider) {
            this.provider = provider;
        }

        DictionaryProvider provider() {
            return provider;
        }

        private Snapshot retain() {
            holders.incrementAndGet();
            return this;
        }

        void release() {
            if (holders.decrementAndGet() == 0) {
                WireSchema.close(provider);
            }
        }
    }
}
