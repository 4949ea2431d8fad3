package dev.vgi.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one IPC stream: a schema, batches with their metadata, the end. Nothing is promised to have left before
 * {@link FrameWriter#flush()}. Dictionaries are written before the first batch that needs them, and again when they
 * change. Used by one thread at a time.
 */
public final class IpcWriter implements AutoCloseable {
    private final FrameWriter frames;
    private final Schema schema;
    private final FlatBufferBuilder builder = new FlatBufferBuilder(1024);
    private final RecordBatchEncoder encoder = new RecordBatchEncoder();
    private final Map<Long, RecordBatchDigest> written = new HashMap<>();
    private Schema accepted;
    private boolean started;
    private boolean ended;

    /** Creates a writer of a stream of this wire schema. */
    public IpcWriter(FrameWriter frames, Schema schema) {
        this.frames = frames;
        this.schema = schema;
        this.accepted = schema;
    }

    public Schema schema() {
        return schema;
    }

    /** Checks whether anything of the stream has been written. */
    public boolean isStarted() {
        return started;
    }

    /** Writes the schema, unless that has been done. */
    public void start() throws IOException {
        if (!started) {
            started = true;
            SchemaMessage.write(schema, builder, frames);
        }
    }

    /**
     * Writes a batch, of which the caller keeps ownership.
     *
     * @throws VgiException with INVALID_ARGUMENT where the types of its columns are not those of {@link #schema()};
     *     names, nullability and metadata are the schema's
     */
    public void write(Batch batch) throws IOException {
        write(batch, batch.metadata());
    }

    /** Writes a batch, of which the caller keeps ownership, with this metadata in place of its own. */
    public void write(Batch batch, Metadata metadata) throws IOException {
        VectorSchemaRoot root = batch.root();
        checkTypes(batch.schema());
        start();
        writeDictionaries(schema.getFields(), root.getSchema().getFields(), batch.dictionaries());
        try {
            encoder.encode(root.getFieldVectors());
            builder.clear();
            int record = encoder.write(builder, root.getRowCount());
            frames.message(
                    message(builder, MessageHeader.RecordBatch, record, encoder.bodyLength(), metadata), encoder);
        } finally {
            encoder.clear();
        }
    }

    /** Writes a zero-row batch that carries only metadata. */
    public void writeEmpty(Metadata metadata) throws IOException {
        start();
        announceDictionaries(schema.getFields());
        builder.clear();
        int record = EmptyRecord.write(builder, schema.getFields());
        frames.message(message(builder, MessageHeader.RecordBatch, record, 0, metadata));
    }

    /** Writes the end of the stream, once. */
    public void end() throws IOException {
        start();
        if (!ended) {
            ended = true;
            frames.endOfStream();
        }
    }

    /** Forgets the dictionaries; writes nothing. */
    @Override
    public void close() {
        written.clear();
    }

    private void checkTypes(Schema found) {
        if (!found.equals(accepted)) {
            checkTypes(schema.getFields(), found.getFields(), "");
            accepted = found;
        }
    }

    private static void checkTypes(List<Field> expected, List<Field> found, String parent) {
        if (expected.size() != found.size()) {
            throw VgiException.invalidArgument("a batch has " + found.size() + " columns"
                    + (parent.isEmpty() ? "" : " in '" + parent + "'") + ", expected " + expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            Field one = expected.get(i);
            Field other = found.get(i);
            String path = parent + one.getName();
            if (!one.getType().equals(other.getType()) || !indexType(one).equals(indexType(other))) {
                throw VgiException.invalidArgument("column '" + path + "' of a batch is " + other.getType()
                        + indexType(other) + ", expected " + one.getType() + indexType(one));
            }
            checkTypes(one.getChildren(), other.getChildren(), path + ".");
        }
    }

    private static String indexType(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        return encoding == null ? "" : ", encoded as " + encoding.getIndexType();
    }

    private void writeDictionaries(List<Field> wire, List<Field> inMemory, DictionaryProvider dictionaries)
            throws IOException {
        for (int i = 0; i < wire.size(); i++) {
            Field field = wire.get(i);
            if (field.getDictionary() == null) {
                writeDictionaries(field.getChildren(), inMemory.get(i).getChildren(), dictionaries);
            } else {
                FieldVector values =
                        WireSchema.dictionary(inMemory.get(i), dictionaries).getVector();
                writeDictionaries(field.getChildren(), values.getField().getChildren(), dictionaries);
                writeDictionary(field.getDictionary().getId(), values);
            }
        }
    }

    private void writeDictionary(long id, FieldVector values) throws IOException {
        try {
            encoder.encode(List.of(values));
            builder.clear();
            int record = encoder.write(builder, values.getValueCount());
            int header = DictionaryBatch.createDictionaryBatch(builder, id, record, false);
            ByteBuffer message =
                    message(builder, MessageHeader.DictionaryBatch, header, encoder.bodyLength(), Metadata.EMPTY);
            RecordBatchDigest digest = RecordBatchDigest.of(message, encoder);
            if (!digest.equals(written.put(id, digest))) {
                frames.message(message, encoder);
            }
        } finally {
            encoder.clear();
        }
    }

    /**
     * Writes an empty dictionary for each encoded field that has none yet: readers expect every dictionary before the
     * first batch, even if that has no rows.
     */
    private void announceDictionaries(List<Field> fields) throws IOException {
        for (Field field : fields) {
            announceDictionaries(field.getChildren());
            DictionaryEncoding encoding = field.getDictionary();
            if (encoding != null && written.putIfAbsent(encoding.getId(), RecordBatchDigest.NONE) == null) {
                var values = new Field("", new FieldType(true, field.getType(), null), field.getChildren());
                builder.clear();
                int record = EmptyRecord.write(builder, List.of(values));
                int header = DictionaryBatch.createDictionaryBatch(builder, encoding.getId(), record, false);
                frames.message(message(builder, MessageHeader.DictionaryBatch, header, 0, Metadata.EMPTY));
            }
        }
    }

    /** Finishes a message; its bytes are the builder's, until that is cleared. */
    static ByteBuffer message(FlatBufferBuilder builder, byte type, int header, long bodyLength, Metadata metadata) {
        int keyValues = metadata.isEmpty() ? 0 : keyValues(builder, metadata);
        Message.startMessage(builder);
        Message.addHeaderType(builder, type);
        Message.addHeader(builder, header);
        Message.addVersion(builder, MetadataVersion.V5);
        Message.addBodyLength(builder, bodyLength);
        if (!metadata.isEmpty()) {
            Message.addCustomMetadata(builder, keyValues);
        }
        builder.finish(Message.endMessage(builder));
        return builder.dataBuffer();
    }

    private static int keyValues(FlatBufferBuilder builder, Metadata metadata) {
        int[] offsets = new int[metadata.asMap().size()];
        int next = 0;
        for (Map.Entry<String, String> entry : metadata.asMap().entrySet()) {
            int key = builder.createString(entry.getKey());
            int value = builder.createString(entry.getValue());
            offsets[next++] = KeyValue.createKeyValue(builder, key, value);
        }
        return Message.createCustomMetadataVector(builder, offsets);
    }
}
