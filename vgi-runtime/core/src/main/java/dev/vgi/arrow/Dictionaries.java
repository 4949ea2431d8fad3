package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.VectorAppender;
import org.jspecify.annotations.Nullable;

/**
 * Holds the dictionaries of one stream. A batch keeps those that were in force when it was read: a later replacement or
 * delta makes a new one. Used by the reader's thread; snapshots are released on any.
 */
final class Dictionaries implements AutoCloseable {
    private final MemoryScope scope;
    private final Validation validation;
    private final Schema inMemory;
    private final Map<Long, Values> current = new LinkedHashMap<>();
    private final Map<Long, Integer> sizes = new HashMap<>();
    private Snapshot snapshot;
    private boolean changed;
    private boolean closed;

    /**
     * Creates dictionaries without values.
     *
     * @param wire the schema that readers see, in the wire's form
     * @param layouts how the values of each dictionary lie on the wire
     */
    Dictionaries(Schema wire, Map<Long, Layout> layouts, MemoryScope scope, Validation validation) {
        this.scope = scope;
        this.validation = validation;
        var provider = new DictionaryProvider.MapDictionaryProvider();
        inMemory = WireSchema.inMemory(wire, scope.allocator(), provider);
        for (Long id : provider.getDictionaryIds()) {
            Layout layout = Objects.requireNonNull(layouts.get(id));
            current.put(id, new Values(provider.lookup(id), List.of(layout), Map.of(), null));
            sizes.put(id, 0);
        }
        snapshot = new Snapshot(current.values());
    }

    Schema inMemory() {
        return inMemory;
    }

    /** Returns how many values each dictionary in force has, by its id. */
    Map<Long, Integer> sizes() {
        return sizes;
    }

    /** Returns the dictionaries in force, for the caller to release. */
    Snapshot snapshot() {
        return snapshot.retain();
    }

    /** Returns how the values of a dictionary are laid out. */
    List<Layout> layout(long id) {
        return values(id).layout;
    }

    /** Marks a dictionary as one without readable values: looking it up fails and says so. */
    void refuse(long id) {
        Values refused = values(id);
        Field field = refused.dictionary.getVector().getField();
        var empty = new Dictionary(field.createVector(scope.allocator()), refused.dictionary.getEncoding());
        replace(
                id,
                new Values(
                        empty,
                        refused.layout,
                        Map.of(),
                        NestedDictionary.refusal(refused.layout.get(0), field.getType())),
                Integer.MAX_VALUE);
    }

    /** Reads the values of a dictionary, which replace those in force or, as a delta, follow them. */
    void load(long id, boolean delta, RecordBatchHeader header, FrameReader frames) throws IOException {
        Values replaced = values(id);
        if (delta && replaced.refusal != null) {
            return;
        }
        FieldVector vector = replaced.dictionary.getVector().getField().createVector(scope.allocator());
        var needed = new HashMap<Long, Integer>();
        try {
            RecordBatchBody.load(List.of(vector), replaced.layout, header, frames, scope, sizes, needed, validation);
            if (delta) {
                FieldVector joined = joined(id, replaced.dictionary.getVector(), vector);
                vector.close();
                vector = joined;
                replaced.needed.forEach((nested, size) -> needed.merge(nested, size, Math::max));
            }
        } catch (Throwable e) {
            vector.close();
            throw e;
        }
        var dictionary = new Dictionary(vector, replaced.dictionary.getEncoding());
        replace(id, new Values(dictionary, replaced.layout, needed, null), vector.getValueCount());
    }

    private void replace(long id, Values values, int size) {
        Values replaced = Objects.requireNonNull(current.put(id, values));
        sizes.put(id, size);
        Snapshot last = snapshot;
        snapshot = new Snapshot(current.values());
        last.release();
        replaced.release();
        changed = true;
    }

    /** Checks that dictionaries whose values are themselves encoded still find theirs, after one was replaced. */
    void checkNested() {
        if (!changed) {
            return;
        }
        current.forEach((id, values) -> values.needed.forEach((nested, needed) -> {
            int size = sizes.getOrDefault(nested, 0);
            if (size < needed) {
                throw VgiException.dataLoss("dictionary " + id + " has indices up to " + (needed - 1)
                        + " into dictionary " + nested + ", which was replaced by one of " + size + " values");
            }
        }));
        changed = false;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            snapshot.release();
            current.values().forEach(Values::release);
        }
    }

    private Values values(long id) {
        Values values = current.get(id);
        if (values == null) {
            throw VgiException.dataLoss(
                    "a dictionary of the unknown id " + id + ", expected one of " + current.keySet());
        }
        return values;
    }

    private FieldVector joined(long id, FieldVector first, FieldVector second) {
        FieldVector joined = first.getField().createVector(scope.allocator());
        try {
            joined.allocateNew();
            first.accept(new VectorAppender(joined), null);
            second.accept(new VectorAppender(joined), null);
            return joined;
        } catch (UnsupportedOperationException e) {
            joined.close();
            throw VgiException.of(
                    Code.UNIMPLEMENTED,
                    "a delta of dictionary " + id + " of type "
                            + first.getField().getType() + " cannot be read; send the whole dictionary",
                    e);
        } catch (Throwable e) {
            joined.close();
            throw e;
        }
    }

    /** Holds the values of a dictionary, shared by those who hold it. */
    private static final class Values {
        private final Dictionary dictionary;
        private final List<Layout> layout;
        private final Map<Long, Integer> needed;
        private final @Nullable String refusal;
        private final AtomicInteger holders = new AtomicInteger(1);

        private Values(
                Dictionary dictionary, List<Layout> layout, Map<Long, Integer> needed, @Nullable String refusal) {
            this.dictionary = dictionary;
            this.layout = layout;
            this.needed = needed;
            this.refusal = refusal;
        }

        private Values retain() {
            holders.incrementAndGet();
            return this;
        }

        private void release() {
            if (holders.decrementAndGet() == 0) {
                dictionary.getVector().close();
            }
        }
    }

    /** Holds the dictionaries that were in force at one moment, shared by the batches of that moment. */
    static final class Snapshot {
        private final List<Values> values = new ArrayList<>();
        private final Provider provider = new Provider();
        private final AtomicInteger holders = new AtomicInteger(1);

        private Snapshot(Collection<Values> current) {
            for (Values dictionary : current) {
                values.add(dictionary.retain());
                provider.put(dictionary);
            }
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
                values.forEach(Values::release);
            }
        }
    }

    /** Refuses to look up dictionaries that have no readable values. */
    private static final class Provider extends DictionaryProvider.MapDictionaryProvider {
        private final Map<Long, String> refusals = new HashMap<>();

        private void put(Values values) {
            put(values.dictionary);
            if (values.refusal != null) {
                refusals.put(values.dictionary.getEncoding().getId(), values.refusal);
            }
        }

        @Override
        public Dictionary lookup(long id) {
            String refusal = refusals.get(id);
            if (refusal != null) {
                throw VgiException.of(Code.UNIMPLEMENTED, refusal);
            }
            return super.lookup(id);
        }
    }
}
