package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Holds some rows of a table with the metadata that travelled with them. A batch owns its vectors: its holder closes
 * it, on any thread, once or more. Not otherwise safe for concurrent use.
 *
 * <p>{@link #schema()} is the schema as the wire has it, where a dictionary-encoded field has the type of its
 * <em>values</em>; {@link #root()} is Arrow Java's form, where such a vector has the type of its <em>indices</em>, and
 * {@link #dictionaries()} resolves them.
 */
public final class Batch implements AutoCloseable {
    private static final Schema NO_FIELDS = new Schema(List.of());

    private final Schema schema;
    private final Metadata metadata;
    private final AtomicReference<@Nullable Content> content;

    private record Content(VectorSchemaRoot root, DictionaryProvider dictionaries, List<Runnable> releases) {}

    private Batch(Schema schema, Metadata metadata, Content content) {
        this.schema = schema;
        this.metadata = metadata;
        this.content = new AtomicReference<>(content);
    }

    /** Takes ownership of a root without dictionary-encoded vectors. */
    public static Batch of(VectorSchemaRoot root) {
        return of(root, new DictionaryProvider.MapDictionaryProvider());
    }

    /**
     * Takes ownership of a root, and of the vectors of the dictionaries that its fields name; of nothing where this
     * throws.
     *
     * @throws VgiException with INVALID_ARGUMENT where a dictionary is missing
     */
    public static Batch of(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        List<FieldVector> vectors = WireSchema.vectors(root.getSchema(), dictionaries);
        Schema schema = WireSchema.of(root.getSchema(), dictionaries);
        return of(schema, root, dictionaries, Metadata.EMPTY, root::close, () -> vectors.forEach(FieldVector::close));
    }

    /**
     * Returns a batch without columns that stands for {@code rowCount} rows: 0 for a tick, 1 for a call without
     * parameters.
     */
    public static Batch withoutColumns(int rowCount) {
        if (rowCount < 0) {
            throw VgiException.invalidArgument("rowCount is " + rowCount + ", expected at least 0");
        }
        var root = new VectorSchemaRoot(List.of(), List.of(), rowCount);
        return of(NO_FIELDS, root, new DictionaryProvider.MapDictionaryProvider(), Metadata.EMPTY);
    }

    /** Returns a batch of this wire schema without rows. */
    public static Batch empty(Schema schema, BufferAllocator allocator) {
        var dictionaries = new DictionaryProvider.MapDictionaryProvider();
        VectorSchemaRoot root =
                VectorSchemaRoot.create(WireSchema.inMemory(schema, allocator, dictionaries), allocator);
        List<FieldVector> vectors = WireSchema.vectors(root.getSchema(), dictionaries);
        return of(schema, root, dictionaries, Metadata.EMPTY, root::close, () -> vectors.forEach(FieldVector::close));
    }

    /** Returns a batch that runs all releases when it is closed, in their order, also where one throws. */
    static Batch of(
            Schema schema,
            VectorSchemaRoot root,
            DictionaryProvider dictionaries,
            Metadata metadata,
            Runnable... releases) {
        return new Batch(schema, metadata, new Content(root, dictionaries, List.of(releases)));
    }

    /** Returns the schema as the wire has it. It stays readable after {@link #close()}. */
    public Schema schema() {
        return schema;
    }

    /** Returns the metadata. It stays readable after {@link #close()}. */
    public Metadata metadata() {
        return metadata;
    }

    public int rowCount() {
        return root().getRowCount();
    }

    /** Returns the vectors, still owned by this batch. */
    public VectorSchemaRoot root() {
        return held().root;
    }

    /** Returns the dictionaries of the dictionary-encoded vectors, owned by this batch. */
    public DictionaryProvider dictionaries() {
        return held().dictionaries;
    }

    public FieldVector vector(int column) {
        return root().getVector(column);
    }

    /** Returns the column of this name; null where there is none. */
    public @Nullable FieldVector vector(String name) {
        return root().getVector(name);
    }

    /** Returns the number of bytes that the vectors' values occupy, dictionaries aside. */
    public long byteSize() {
        long bytes = 0;
        for (FieldVector vector : root().getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }

    /** Moves the content to a new batch; this one is closed. */
    public Batch take() {
        return withMetadata(metadata);
    }

    /** Moves the content to a new batch with this metadata; this one is closed. */
    public Batch withMetadata(Metadata value) {
        return new Batch(schema, value, moved());
    }

    /** Moves the content to a new batch that also runs {@code release} once when it is closed; this one is closed. */
    public Batch onClose(Runnable release) {
        Content moved = moved();
        var releases = new ArrayList<>(moved.releases);
        releases.add(release);
        return new Batch(schema, metadata, new Content(moved.root, moved.dictionaries, releases));
    }

    public boolean isClosed() {
        return content.get() == null;
    }

    @Override
    public void close() {
        Content held = content.getAndSet(null);
        if (held == null) {
            return;
        }
        RuntimeException failure = null;
        for (Runnable release : held.releases) {
            try {
                release.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Content held() {
        Content held = content.get();
        if (held == null) {
            throw new IllegalStateException("the batch was closed or moved");
        }
        return held;
    }

    private Content moved() {
        Content held = content.getAndSet(null);
        if (held == null) {
            throw new IllegalStateException("the batch was closed or moved");
        }
        return held;
    }

    @Override
    public String toString() {
        Content held = content.get();
        return "Batch" + schema.getFields() + (held == null ? " (closed)" : " of " + held.root.getRowCount() + " rows");
    }
}
