package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads one IPC stream, batch by batch. Each batch has a body of its own, read once and never overwritten. After an
 * error the stream can be {@link #drain() drained} where its framing was still whole. Used by one thread at a time.
 *
 * <p>Everything on the wire is untrusted: what is malformed is {@link Code#DATA_LOSS}, what is over a limit is
 * {@link Code#RESOURCE_EXHAUSTED} and names the limit.
 */
public final class IpcReader implements AutoCloseable {
    private final FrameReader frames;
    private final MemoryScope scope;
    private final Validation validation;
    private final Schema schema;
    private final Schema inMemory;
    private final Dictionaries dictionaries;
    private boolean ended;

    private IpcReader(FrameReader frames, MemoryScope scope, Validation validation, Schema schema) {
        this.frames = frames;
        this.scope = scope;
        this.validation = validation;
        this.schema = schema;
        this.dictionaries = new Dictionaries(schema, scope);
        this.inMemory = dictionaries.inMemory();
    }

    /** Reads the schema of the next stream; the scope stays the caller's. */
    public static IpcReader open(FrameReader frames, MemoryScope scope, Validation validation) throws IOException {
        ByteBuffer header = frames.header();
        if (header == null) {
            throw VgiException.dataLoss("an IPC stream ended before its schema");
        }
        Schema schema = parsed(() -> {
            Message message = message(header);
            frames.expectBody(message.bodyLength());
            if (message.headerType() != MessageHeader.Schema) {
                throw VgiException.dataLoss("an IPC stream starts with a message of type "
                        + MessageHeader.name(message.headerType()) + ", expected Schema");
            }
            return SchemaMessage.schema(message, frames.limits());
        });
        frames.skipPendingBody();
        return new IpcReader(frames, scope, validation, schema);
    }

    /** The schema as the wire has it. */
    public Schema schema() {
        return schema;
    }

    /** The next batch, which the caller closes; null at the end of the stream. */
    public @Nullable Batch next() throws IOException {
        while (!ended) {
            ByteBuffer header = frames.header();
            if (header == null) {
                ended = true;
                return null;
            }
            Message message = parsed(() -> {
                Message parsed = message(header);
                frames.expectBody(parsed.bodyLength());
                return parsed;
            });
            switch (message.headerType()) {
                case MessageHeader.RecordBatch -> {
                    return batch(message);
                }
                case MessageHeader.DictionaryBatch -> dictionary(message);
                default ->
                    throw VgiException.dataLoss(
                            "an IPC stream has a message of type " + message.headerType() + " after its schema");
            }
        }
        return null;
    }

    /** Skips to the end of the stream without looking at the bodies. */
    public void drain() throws IOException {
        while (!ended) {
            ByteBuffer header = frames.header();
            if (header == null) {
                ended = true;
                return;
            }
            frames.skipBody(parsed(() -> message(header).bodyLength()));
        }
    }

    /** Frees the dictionaries; does not touch the connection. */
    @Override
    public void close() {
        dictionaries.close();
    }

    private Batch batch(Message message) throws IOException {
        RecordBatch record = header(message, (RecordBatch) message.header(new RecordBatch()));
        VectorSchemaRoot root = VectorSchemaRoot.create(inMemory, scope.allocator());
        try {
            RecordBody.load(root, record, frames, scope, validation);
            Metadata metadata = parsed(() -> metadata(message));
            Dictionaries.Snapshot snapshot = dictionaries.snapshot();
            Runnable release = scope.retain();
            DictionaryProvider provider = snapshot.provider();
            Batch batch = Batch.of(schema, root, provider, metadata, () -> {
                root.close();
                snapshot.release();
                release.run();
            });
            if (validation == Validation.FULL) {
                dictionaries.checkIndices(root, batch);
            }
            return batch;
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    private void dictionary(Message message) throws IOException {
        DictionaryBatch dictionary = header(message, (DictionaryBatch) message.header(new DictionaryBatch()));
        RecordBatch record = parsed(dictionary::data);
        if (record == null) {
            throw VgiException.dataLoss("a dictionary batch has no data");
        }
        dictionaries.load(dictionary.id(), dictionary.isDelta(), record, frames, validation);
    }

    private static <T> T header(Message message, @Nullable T header) {
        if (header == null) {
            throw VgiException.dataLoss("a message of type " + message.headerType() + " has no header");
        }
        return header;
    }

    private static Message message(ByteBuffer header) {
        return Message.getRootAsMessage(header);
    }

    private static Metadata metadata(Message message) {
        int count = message.customMetadataLength();
        if (count == 0) {
            return Metadata.EMPTY;
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) {
            KeyValue entry = message.customMetadata(i);
            String key = entry.key();
            String value = entry.value();
            if (key != null) {
                values.putIfAbsent(key, value == null ? "" : value);
            }
        }
        return Metadata.of((Map<String, String>) values);
    }

    /** Runs what reads a flatbuffer: offsets that lead out of it surface as unchecked exceptions of many kinds. */
    static <T> T parsed(Parser<T> parser) {
        try {
            return parser.parse();
        } catch (VgiException | OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw VgiException.of(Code.DATA_LOSS, "a message's header is malformed: " + e, e);
        }
    }

    interface Parser<T> {
        T parse();
    }
}
