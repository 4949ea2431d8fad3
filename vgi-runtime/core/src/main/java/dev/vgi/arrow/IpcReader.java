package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads one IPC stream, batch by batch. Each batch has a body of its own, read once and never overwritten; it outlives
 * the reader, and its scope stays open for it. Used by one thread at a time.
 *
 * <p>Everything on the wire is untrusted: what is malformed is {@link Code#DATA_LOSS}, what is over a limit is
 * {@link Code#RESOURCE_EXHAUSTED} and names the limit, what Arrow Java has no vector for is {@link Code#UNIMPLEMENTED}.
 * After a failure no more batches can be read, but the stream can be {@link #drain() drained}, unless
 * {@link FrameReader#isLost()}.
 */
public final class IpcReader implements AutoCloseable {
    private final FrameReader frames;
    private final MemoryScope scope;
    private final Validation validation;
    private final Schema schema;
    private final Dictionaries dictionaries;
    private final List<Layout> columns;
    private boolean ended;
    private boolean failed;

    private IpcReader(FrameReader frames, MemoryScope scope, Validation validation, Schema wire) {
        this.frames = frames;
        this.scope = scope;
        this.validation = validation;
        this.schema = Widening.widened(wire);
        this.columns = Layout.of(wire.getFields());
        this.dictionaries = new Dictionaries(schema, Layout.dictionaries(wire.getFields()), scope, validation);
    }

    /** Reads the schema of the next stream; the caller keeps ownership of the scope. */
    public static IpcReader open(FrameReader frames, MemoryScope scope, Validation validation) throws IOException {
        Message message = frames.message();
        if (message == null) {
            frames.lose();
            throw VgiException.dataLoss("an IPC stream ended before its schema");
        }
        return parsed(() -> {
            Schema schema = SchemaMessage.schema(message, frames.limits());
            return new IpcReader(frames, scope, validation, schema);
        });
    }

    /**
     * Skips to the end of the stream that {@link #open} could not read.
     *
     * @throws VgiException with DATA_LOSS where {@link FrameReader#isLost()}
     */
    public static void drain(FrameReader frames) throws IOException {
        while (frames.message() != null) {
            // The body is skipped with the next message.
        }
    }

    /**
     * Returns the schema as the wire has it, but for narrow decimals and binary without bytes, which have become wider.
     */
    public Schema schema() {
        return schema;
    }

    /** Returns the next batch, which the caller closes; null at the end of the stream. */
    public @Nullable Batch next() throws IOException {
        if (failed) {
            throw new IllegalStateException("the stream failed before: it can be drained or closed");
        }
        failed = true;
        Batch next = read();
        failed = false;
        return next;
    }

    /** Skips to the end of the stream without looking at the bodies. */
    public void drain() throws IOException {
        if (!ended) {
            drain(frames);
            ended = true;
        }
    }

    /** Frees the dictionaries; does not touch the connection. */
    @Override
    public void close() {
        dictionaries.close();
    }

    private @Nullable Batch read() throws IOException {
        while (!ended) {
            Message message = frames.message();
            if (message == null) {
                ended = true;
                return null;
            }
            byte type = parsed(message::headerType);
            switch (type) {
                case MessageHeader.RecordBatch -> {
                    return batch(message);
                }
                case MessageHeader.DictionaryBatch -> dictionary(message);
                default ->
                    throw VgiException.dataLoss("an IPC stream has a message of type " + type
                            + " after its schema, expected a batch (3) or a dictionary (2)");
            }
        }
        return null;
    }

    private Batch batch(Message message) throws IOException {
        RecordBatchHeader header = parsed(() -> {
            RecordBatch record = present((RecordBatch) message.header(new RecordBatch()));
            return RecordBatchHeader.of(record, columns, frames.pendingBody());
        });
        Metadata metadata = parsed(() -> metadata(message));
        List<Field> fields = dictionaries.inMemory().getFields();
        List<FieldVector> vectors = parsed(() -> fields.stream()
                .map(field -> field.createVector(scope.allocator()))
                .toList());
        try {
            dictionaries.checkNested();
            scope.allocating(() -> RecordBatchBody.load(
                    vectors, columns, header, frames, scope, dictionaries.sizes(), null, validation));
            var root = new VectorSchemaRoot(dictionaries.inMemory(), vectors, header.rows);
            Runnable release = scope.retain();
            Dictionaries.Snapshot snapshot = dictionaries.snapshot();
            return Batch.of(schema, root, snapshot.provider(), metadata, root::close, snapshot::release, release);
        } catch (Throwable e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    private void dictionary(Message message) throws IOException {
        DictionaryBatch dictionary = parsed(() -> present((DictionaryBatch) message.header(new DictionaryBatch())));
        long id = parsed(dictionary::id);
        boolean delta = parsed(dictionary::isDelta);
        List<Layout> layout = dictionaries.layout(id);
        RecordBatch record = parsed(() -> present(dictionary.data()));
        if (parsed(() -> NestedDictionary.isIndices(record, layout.get(0)))) {
            dictionaries.refuse(id);
            return;
        }
        RecordBatchHeader header = parsed(() -> RecordBatchHeader.of(record, layout, frames.pendingBody()));
        scope.allocating(() -> dictionaries.load(id, delta, header, frames));
    }

    private static <T> T present(@Nullable T table) {
        if (table == null) {
            throw VgiException.dataLoss("a message's header is malformed: a part is missing");
        }
        return table;
    }

    private Metadata metadata(Message message) {
        int count = message.customMetadataLength();
        if (count == 0) {
            return Metadata.EMPTY;
        }
        var budget = new StringBudget(frames.limits());
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) {
            KeyValue entry = message.customMetadata(i);
            budget.take(entry.keyAsByteBuffer());
            budget.take(entry.valueAsByteBuffer());
            String key = entry.key();
            String value = entry.value();
            if (key != null) {
                values.putIfAbsent(key, value == null ? "" : value);
            }
        }
        return Metadata.of(values);
    }

    /** Runs what reads a flatbuffer: offsets that lead out of it surface as unchecked exceptions of many kinds. */
    static <T> T parsed(Parser<T> parser) {
        try {
            return parser.parse();
        } catch (VgiException | OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    static VgiException malformed(RuntimeException e) {
        return e instanceof UnsupportedOperationException
                ? VgiException.of(Code.UNIMPLEMENTED, "a message cannot be read: " + e.getMessage(), e)
                : VgiException.of(Code.DATA_LOSS, "a message's header is malformed: " + e, e);
    }

    interface Parser<T> {
        T parse();
    }
}
