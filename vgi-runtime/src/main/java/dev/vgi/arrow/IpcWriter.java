package dev.vgi.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Writes one IPC stream: a schema, batches with their metadata, the end. Nothing is promised to have left before
 * {@link FrameWriter#flush()}. Dictionaries are written before the first batch that needs them, and again when they
 * change. Used by one thread at a time.
 */
public final class IpcWriter implements AutoCloseable {
    private final FrameWriter frames;
    private final Schema schema;
    private final Map<Long, FieldVector> written = new HashMap<>();
    private final Set<Long> announced = new HashSet<>();
    private boolean started;
    private boolean ended;

    /** A stream of this wire schema. */
    public IpcWriter(FrameWriter frames, Schema schema) {
        this.frames = frames;
        this.schema = schema;
    }

    public Schema schema() {
        return schema;
    }

    /** Whether anything of the stream has been written. */
    public boolean isStarted() {
        return started;
    }

    /** Writes the schema, unless that has been done. */
    public void start() throws IOException {
        if (!started) {
            started = true;
            var builder = new FlatBufferBuilder(256);
            frames.message(message(builder, MessageHeader.Schema, schema.getSchema(builder), 0, Metadata.EMPTY));
        }
    }

    /** Writes a batch, which stays the caller's; its columns must be those of {@link #schema()}. */
    public void write(Batch batch) throws IOException {
        write(batch, batch.metadata());
    }

    /** Writes a batch, which stays the caller's, with this metadata in the place of its own. */
    public void write(Batch batch, Metadata metadata) throws IOException {
        start();
        VectorSchemaRoot root = batch.root();
        if (root.getFieldVectors().size() != schema.getFields().size()) {
            throw VgiException.of(
                    dev.vgi.Code.INTERNAL,
                    "a batch of " + root.getFieldVectors().size() + " columns was written to a stream of "
                            + schema.getFields().size());
        }
        writeDictionaries(schema.getFields(), root.getSchema().getFields(), batch.dictionaries());
        try (ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch()) {
            var builder = new FlatBufferBuilder(512);
            long bodyLength = record.computeBodyLength();
            ByteBuffer header =
                    message(builder, MessageHeader.RecordBatch, record.writeTo(builder), bodyLength, metadata);
            frames.message(header, record.getBuffers(), bodyLength);
        }
    }

    /** Writes a zero-row batch that carries only metadata. */
    public void writeEmpty(Metadata metadata) throws IOException {
        start();
        announceDictionaries(schema.getFields());
        var builder = new FlatBufferBuilder(512);
        int record = EmptyRecord.write(builder, schema.getFields());
        frames.message(message(builder, MessageHeader.RecordBatch, record, 0, metadata));
    }

    /** Writes the end of the stream. */
    public void end() throws IOException {
        start();
        if (!ended) {
            ended = true;
            frames.endOfStream();
        }
    }

    /** Frees the copies of dictionaries; writes nothing. */
    @Override
    public void close() {
        written.values().forEach(FieldVector::close);
        written.clear();
    }

    private void writeDictionaries(List<Field> wire, List<Field> inMemory, DictionaryProvider dictionaries)
            throws IOException {
        for (int i = 0; i < wire.size(); i++) {
            Field expected = wire.get(i);
            Field found = inMemory.get(i);
            if (expected.getDictionary() == null) {
                writeDictionaries(expected.getChildren(), found.getChildren(), dictionaries);
            } else if (found.getDictionary() == null) {
                throw VgiException.of(
                        dev.vgi.Code.INTERNAL, "column '" + expected.getName() + "' must be dictionary-encoded");
            } else {
                Dictionary dictionary = Objects.requireNonNull(
                        dictionaries.lookup(found.getDictionary().getId()));
                writeDictionaries(List.of(), dictionary.getVector().getField().getChildren(), dictionaries);
                writeDictionary(expected.getDictionary().getId(), dictionary.getVector());
            }
        }
    }

    /** Readers expect every dictionary before the first batch, even if that has no rows. */
    private void announceDictionaries(List<Field> fields) throws IOException {
        for (Field field : fields) {
            announceDictionaries(field.getChildren());
            DictionaryEncoding encoding = field.getDictionary();
            if (encoding != null && !written.containsKey(encoding.getId()) && announced.add(encoding.getId())) {
                var values = new Field("", new FieldType(true, field.getType(), null), field.getChildren());
                var builder = new FlatBufferBuilder(256);
                int record = EmptyRecord.write(builder, List.of(values));
                int header = DictionaryBatch.createDictionaryBatch(builder, encoding.getId(), record, false);
                frames.message(message(builder, MessageHeader.DictionaryBatch, header, 0, Metadata.EMPTY));
            }
        }
    }

    private void writeDictionary(long id, FieldVector values) throws IOException {
        FieldVector last = written.get(id);
        if (last != null && VectorEqualsVisitor.vectorEquals(last, values)) {
            return;
        }
        var root = new VectorSchemaRoot(List.of(values.getField()), List.of(values), values.getValueCount());
        try (ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch();
                var dictionary = new ArrowDictionaryBatch(id, record, false)) {
            var builder = new FlatBufferBuilder(256);
            long bodyLength = dictionary.computeBodyLength();
            ByteBuffer header = message(
                    builder, MessageHeader.DictionaryBatch, dictionary.writeTo(builder), bodyLength, Metadata.EMPTY);
            frames.message(header, record.getBuffers(), bodyLength);
        }
        TransferPair copy = values.getTransferPair(values.getAllocator());
        copy.splitAndTransfer(0, values.getValueCount());
        FieldVector replaced = written.put(id, (FieldVector) copy.getTo());
        if (replaced != null) {
            replaced.close();
        }
    }

    private static ByteBuffer message(
            FlatBufferBuilder builder, byte type, int header, long bodyLength, Metadata metadata) {
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
