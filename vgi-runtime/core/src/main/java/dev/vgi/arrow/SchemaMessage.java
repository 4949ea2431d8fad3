package dev.vgi.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes and reads a schema as one encapsulated message, without an end-of-stream marker: the form that reflection
 * carries.
 */
public final class SchemaMessage {
    private static final int MOST_TYPE_IDS = 128;

    private SchemaMessage() {}

    public static byte[] toBytes(Schema schema) {
        var bytes = new ByteArraySink();
        var frames = new FrameWriter(bytes, 4 << 10);
        try (var writer = new IpcWriter(frames, schema)) {
            writer.start();
            frames.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns the schema as readers of its batches see it. Bytes after the message, such as an end-of-stream marker,
     * are ignored.
     */
    public static Schema fromBytes(byte[] bytes, Limits limits) {
        try {
            Message message = new FrameReader(bytes, limits).message();
            if (message == null) {
                throw VgiException.dataLoss("a serialized schema is an empty stream");
            }
            return IpcReader.parsed(() -> Widening.widened(schema(message, limits)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the message of a schema. */
    static void write(Schema schema, FlatBufferBuilder builder, FrameWriter frames) throws IOException {
        builder.clear();
        frames.message(IpcWriter.message(builder, MessageHeader.Schema, schema.getSchema(builder), 0, Metadata.EMPTY));
    }

    /** Returns the schema of a message; may throw any unchecked exception where the flatbuffer is malformed. */
    static Schema schema(Message message, Limits limits) {
        if (message.headerType() != MessageHeader.Schema) {
            throw VgiException.dataLoss("an IPC stream starts with a message of type " + message.headerType()
                    + ", expected a schema (" + MessageHeader.Schema + ")");
        }
        var schema = (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema());
        if (schema == null) {
            throw VgiException.dataLoss("a schema message has no schema");
        }
        if (schema.endianness() != Endianness.Little) {
            throw VgiException.of(Code.UNIMPLEMENTED, "a big-endian stream, expected a little-endian one");
        }
        if (message.version() != MetadataVersion.V5 && message.version() != MetadataVersion.V4) {
            throw VgiException.of(
                    Code.UNIMPLEMENTED,
                    "a stream of metadata version " + message.version() + ", expected V4 (3) or V5 (4)");
        }
        new Walk(limits, message.version()).visit(schema);
        return SchemaFields.of(schema);
    }

    /** Walks the flatbuffer before anything is built from it: hostile ones nest or repeat without end. */
    private static final class Walk {
        private final Limits limits;
        private final StringBudget strings;
        private final short version;
        private int fields;

        private Walk(Limits limits, short version) {
            this.limits = limits;
            this.strings = new StringBudget(limits);
            this.version = version;
        }

        private void visit(org.apache.arrow.flatbuf.Schema schema) {
            count(schema.fieldsLength());
            for (int i = 0; i < schema.fieldsLength(); i++) {
                visit(schema.fields(i), 1);
            }
            for (int i = 0; i < schema.customMetadataLength(); i++) {
                visit(schema.customMetadata(i));
            }
        }

        private void visit(Field field, int depth) {
            if (depth > limits.depth()) {
                throw VgiException.resourceExhausted(
                        "a schema nests deeper than " + limits.depth() + " levels (the limit 'depth')");
            }
            if (field.nameAsByteBuffer() == null) {
                throw VgiException.dataLoss("a schema is malformed: a field has no name");
            }
            strings.take(field.nameAsByteBuffer());
            for (int i = 0; i < field.customMetadataLength(); i++) {
                visit(field.customMetadata(i));
            }
            if (field.typeType() == Type.Union) {
                visit((Union) field.type(new Union()));
            } else if (field.typeType() == Type.Timestamp) {
                strings.take(((Timestamp) field.type(new Timestamp())).timezoneAsByteBuffer());
            }
            count(field.childrenLength());
            for (int i = 0; i < field.childrenLength(); i++) {
                visit(field.children(i), depth + 1);
            }
        }

        private void visit(KeyValue entry) {
            strings.take(entry.keyAsByteBuffer());
            strings.take(entry.valueAsByteBuffer());
        }

        private void visit(Union union) {
            if (version == MetadataVersion.V4) {
                throw VgiException.of(Code.UNIMPLEMENTED, "a union in a stream of metadata version V4, expected V5");
            }
            if (union.typeIdsLength() > MOST_TYPE_IDS) {
                throw VgiException.dataLoss("a schema is malformed: a union has " + union.typeIdsLength()
                        + " type ids, expected at most " + MOST_TYPE_IDS);
            }
        }

        private void count(int more) {
            if (more < 0 || more > limits.fields() - fields) {
                throw VgiException.resourceExhausted(
                        "a schema has more than " + limits.fields() + " fields (the limit 'fields')");
            }
            fields += more;
        }
    }
}
