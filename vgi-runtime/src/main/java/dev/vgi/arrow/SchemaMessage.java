package dev.vgi.arrow;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** A schema as one encapsulated message, without an end-of-stream marker: the form that reflection carries. */
public final class SchemaMessage {
    private SchemaMessage() {}

    public static byte[] toBytes(Schema schema) {
        var bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Bytes after the message, such as an end-of-stream marker, are ignored. */
    public static Schema fromBytes(byte[] bytes, Limits limits) {
        try {
            ByteBuffer header = new FrameReader(bytes, limits).header();
            if (header == null) {
                throw VgiException.dataLoss("a serialized schema is an empty stream");
            }
            return IpcReader.parsed(() -> schema(Message.getRootAsMessage(header), limits));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema schema(Message message, Limits limits) {
        if (message.headerType() != MessageHeader.Schema) {
            throw VgiException.dataLoss("found a message of type " + message.headerType() + ", expected Schema");
        }
        var header = (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema());
        if (header == null) {
            throw VgiException.dataLoss("a schema message has no header");
        }
        if (header.endianness() != org.apache.arrow.flatbuf.Endianness.Little) {
            throw VgiException.of(dev.vgi.Code.UNIMPLEMENTED, "a big-endian stream, expected a little-endian one");
        }
        var counter = new FieldCounter(limits);
        counter.count(header.fieldsLength());
        for (int i = 0; i < header.fieldsLength(); i++) {
            counter.visit(header.fields(i), 1);
        }
        return Schema.convertSchema(header);
    }

    /** Walks the flatbuffer before anything is built from it: hostile ones nest without end. */
    private static final class FieldCounter {
        private final Limits limits;
        private int fields;

        private FieldCounter(Limits limits) {
            this.limits = limits;
        }

        private void count(int more) {
            if (more < 0 || more > limits.fields() - fields) {
                throw VgiException.resourceExhausted(
                        "a schema has more than " + limits.fields() + " fields (the limit 'fields')");
            }
            fields += more;
        }

        private void visit(org.apache.arrow.flatbuf.Field field, int depth) {
            if (depth > limits.depth()) {
                throw VgiException.resourceExhausted(
                        "a schema nests deeper than " + limits.depth() + " levels (the limit 'depth')");
            }
            count(field.childrenLength());
            for (int i = 0; i < field.childrenLength(); i++) {
                visit(field.children(i), depth + 1);
            }
        }
    }
}
