package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Headers that are sound flatbuffers, and ask for more than they should or for what cannot be. */
class HostileHeaderTest {
    private static final ArrowType INT = new ArrowType.Int(32, true);

    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void schemas_surviveTheirMessage() {
        var schema = new Schema(List.of(Field.nullable("a", INT)), Map.of("k", "v"));
        byte[] bytes = SchemaMessage.toBytes(schema);

        assertThat(SchemaMessage.fromBytes(bytes, Limits.RAW)).isEqualTo(schema);
        assertThat(SchemaMessage.fromBytes(java.util.Arrays.copyOf(bytes, bytes.length + 8), Limits.RAW))
                .isEqualTo(schema);
        assertThatThrownBy(() -> SchemaMessage.fromBytes(new byte[0], Limits.RAW))
                .isInstanceOf(VgiException.class);
        assertThatThrownBy(() -> SchemaMessage.fromBytes(new byte[8], Limits.RAW))
                .isInstanceOf(VgiException.class);
    }

    @Test
    void tooManyFields_areRefused_childrenIncluded() {
        Field struct = new Field(
                "s",
                FieldType.nullable(ArrowType.Struct.INSTANCE),
                List.of(Field.nullable("a", INT), Field.nullable("b", INT)));
        var limits = new Limits(1 << 20, 1 << 20, 3, 64, 1 << 20);

        SchemaMessage.fromBytes(SchemaMessage.toBytes(new Schema(List.of(struct))), limits);
        assertExhausted(new Schema(List.of(struct, Field.nullable("c", INT))), limits, "more than 3 fields");
    }

    @Test
    void tooDeepSchemas_areRefused() {
        Field field = Field.nullable("leaf", INT);
        for (int depth = 0; depth < 64; depth++) {
            field = new Field("l", FieldType.nullable(ArrowType.List.INSTANCE), List.of(field));
        }
        assertExhausted(new Schema(List.of(field)), Limits.RAW, "deeper than 64 levels");
    }

    @Test
    void namesThatShareALongString_areRefused() throws IOException {
        var builder = new FlatBufferBuilder();
        int name = builder.createString("x".repeat(1 << 20));
        int type = INT.getType(builder);
        int children = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, new int[0]);
        org.apache.arrow.flatbuf.Field.startField(builder);
        org.apache.arrow.flatbuf.Field.addName(builder, name);
        org.apache.arrow.flatbuf.Field.addTypeType(builder, org.apache.arrow.flatbuf.Type.Int);
        org.apache.arrow.flatbuf.Field.addType(builder, type);
        org.apache.arrow.flatbuf.Field.addChildren(builder, children);
        int field = org.apache.arrow.flatbuf.Field.endField(builder);
        int[] fields = new int[5000];
        java.util.Arrays.fill(fields, field);
        int vector = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, fields);
        org.apache.arrow.flatbuf.Schema.startSchema(builder);
        org.apache.arrow.flatbuf.Schema.addFields(builder, vector);
        int schema = org.apache.arrow.flatbuf.Schema.endSchema(builder);
        byte[] bytes = message(IpcWriter.message(builder, MessageHeader.Schema, schema, 0, Metadata.EMPTY));

        assertThatThrownBy(() -> SchemaMessage.fromBytes(bytes, Limits.RAW))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("(metadataBytes)");
    }

    @Test
    void metadataThatSharesALongString_isRefused() throws IOException {
        var builder = new FlatBufferBuilder();
        int text = builder.createString("x".repeat(1 << 20));
        int entry = KeyValue.createKeyValue(builder, text, text);
        int[] entries = new int[5000];
        java.util.Arrays.fill(entries, entry);
        int metadata = Message.createCustomMetadataVector(builder, entries);
        int record = EmptyRecord.write(builder, List.of());
        Message.startMessage(builder);
        Message.addHeaderType(builder, MessageHeader.RecordBatch);
        Message.addHeader(builder, record);
        Message.addVersion(builder, MetadataVersion.V5);
        Message.addCustomMetadata(builder, metadata);
        builder.finish(Message.endMessage(builder));
        byte[] batch = message(builder.dataBuffer());
        byte[] schema = SchemaMessage.toBytes(new Schema(List.of()));
        byte[] stream = java.util.Arrays.copyOf(schema, schema.length + batch.length);
        System.arraycopy(batch, 0, stream, schema.length, batch.length);

        assertThatThrownBy(() -> Streams.read(stream, scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void structsThatGrowFromNothing_areBoundedByTheMessageLimit() throws IOException {
        // A struct without children has no buffers but its validity, which is left out: 2^31 - 1 rows in no bytes.
        var field = new Field("s", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of());
        byte[] stream = Streams.write(new Schema(List.of(field)), List.of());
        var builder = new FlatBufferBuilder();
        org.apache.arrow.flatbuf.RecordBatch.startNodesVector(builder, 1);
        org.apache.arrow.flatbuf.FieldNode.createFieldNode(builder, Integer.MAX_VALUE, 0);
        int nodes = builder.endVector();
        org.apache.arrow.flatbuf.RecordBatch.startBuffersVector(builder, 1);
        org.apache.arrow.flatbuf.Buffer.createBuffer(builder, 0, 0);
        int buffers = builder.endVector();
        int record = org.apache.arrow.flatbuf.RecordBatch.createRecordBatch(
                builder, Integer.MAX_VALUE, nodes, buffers, 0, 0);
        byte[] batch = message(IpcWriter.message(builder, MessageHeader.RecordBatch, record, 0, Metadata.EMPTY));
        byte[] whole = java.util.Arrays.copyOf(stream, stream.length - 8 + batch.length);
        System.arraycopy(batch, 0, whole, stream.length - 8, batch.length);

        assertThatThrownBy(() -> Streams.read(whole, scope, Limits.RAW.withMessageBytes(1 << 20), Validation.FULL))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("268435456 bytes is over the limit");
    }

    @Test
    void malformedTypes_areDataLoss_andNameTheColumn() {
        assertDataLoss(field("l", ArrowType.List.INSTANCE), "column 'l' has 0 children, expected 1");
        assertDataLoss(
                new Field(
                        "outer",
                        FieldType.nullable(ArrowType.Struct.INSTANCE),
                        List.of(field("inner", new ArrowType.Map(false), Field.nullable("entries", INT)))),
                "column 'outer.inner' has entries that are no pairs");
        assertDataLoss(
                field("r", ArrowType.RunEndEncoded.INSTANCE, Field.nullable("ends", INT)), "children that are no runs");
        assertDataLoss(field("i", new ArrowType.Int(7, true)), "column 'i' has a width of 7 bits");
        assertDataLoss(
                field("t", new ArrowType.Time(org.apache.arrow.vector.types.TimeUnit.SECOND, 64)),
                "a width of 64 bits");
        assertDataLoss(field("b", new ArrowType.FixedSizeBinary(-1)), "a byte width of -1");
        assertDataLoss(field("f", new ArrowType.FixedSizeList(-1), Field.nullable("x", INT)), "a list size of -1");
        assertDataLoss(
                field(
                        "u",
                        new ArrowType.Union(UnionMode.Dense, new int[] {1, 1}),
                        Field.nullable("a", INT),
                        Field.nullable("b", INT)),
                "the type ids [1, 1], expected different ones");
        assertDataLoss(
                field("u", new ArrowType.Union(UnionMode.Sparse, new int[] {128}), Field.nullable("a", INT)),
                "expected different ones of 0 to 127");
        assertDataLoss(field("u", new ArrowType.Union(UnionMode.Sparse, new int[] {0})), "0 children, expected 1");
        assertDataLoss(field("i", INT, Field.nullable("x", INT)), "1 children, expected 0");
    }

    @Test
    void typeIds_withoutEnd_areDataLoss() {
        var ids = new int[1000];
        assertDataLoss(field("u", new ArrowType.Union(UnionMode.Sparse, ids)), "1000 type ids");
    }

    @Test
    void childrenOfOneName_areUnimplemented_andNamed() {
        Field field = field("s", ArrowType.Struct.INSTANCE, Field.nullable("x", INT), Field.nullable("x", INT));
        assertThatThrownBy(() -> Streams.read(Streams.write(new Schema(List.of(field)), List.of()), scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
                .hasMessageContaining("two children named 'x'");
    }

    @Test
    void columnsOfOneName_areRead() {
        var schema = new Schema(List.of(Field.nullable("x", INT), Field.nullable("x", INT)));
        try (Batch empty = Batch.empty(schema, scope.allocator())) {
            List<Batch> read = Streams.read(Streams.write(schema, List.of(empty)), scope);
            assertThat(read.get(0).root().getFieldVectors()).hasSize(2);
            read.forEach(Batch::close);
        }
    }

    @Test
    void oneDictionary_ofTwoTypes_isDataLoss() {
        var encoding = new DictionaryEncoding(1, false, new ArrowType.Int(8, true));
        var text = new Field("t", new FieldType(true, ArrowType.Utf8.INSTANCE, encoding), null);
        var number = new Field("n", new FieldType(true, INT, encoding), null);
        byte[] stream = Streams.write(new Schema(List.of(text, number)), List.of());

        assertThatThrownBy(() -> Streams.read(stream, scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("dictionary 1 is of");
    }

    @Test
    void unreadableStream_canBeDrained() throws IOException {
        byte[] stream = Streams.write(new Schema(List.of(field("l", ArrowType.List.INSTANCE))), List.of());
        byte[] next = Streams.golden("metadata");
        byte[] both = java.util.Arrays.copyOf(stream, stream.length + next.length);
        System.arraycopy(next, 0, both, stream.length, next.length);
        var frames = new FrameReader(ByteSource.of(both), Limits.RAW);

        assertThatThrownBy(() -> IpcReader.open(frames, scope, Validation.FULL)).isInstanceOf(VgiException.class);
        IpcReader.drain(frames);

        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
            Objects.requireNonNull(reader.next()).close();
        }
    }

    @Test
    void bigEndian_andOldVersions_areUnimplemented() throws IOException {
        for (boolean big : new boolean[] {true, false}) {
            var builder = new FlatBufferBuilder();
            int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[0]);
            org.apache.arrow.flatbuf.Schema.startSchema(builder);
            org.apache.arrow.flatbuf.Schema.addFields(builder, fields);
            org.apache.arrow.flatbuf.Schema.addEndianness(builder, big ? Endianness.Big : Endianness.Little);
            int schema = org.apache.arrow.flatbuf.Schema.endSchema(builder);
            Message.startMessage(builder);
            Message.addHeaderType(builder, MessageHeader.Schema);
            Message.addHeader(builder, schema);
            Message.addVersion(builder, big ? MetadataVersion.V5 : MetadataVersion.V3);
            builder.finish(Message.endMessage(builder));
            byte[] bytes = message(builder.dataBuffer());
            assertThatThrownBy(() -> SchemaMessage.fromBytes(bytes, Limits.RAW))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
                    .hasMessageContaining(big ? "big-endian" : "version 2");
        }
    }

    @Test
    void batchWithoutSchema_isDataLoss() {
        byte[] stream = Streams.golden("metadata");
        int schema = SchemaMessage.toBytes(SchemaMessage.fromBytes(stream, Limits.RAW)).length;
        // pyarrow's schema message may be padded differently from ours, so the start of the batch is searched.
        for (int at = Math.max(8, schema - 64); at < schema + 64; at += 8) {
            if (stream[at] == -1 && stream[at + 3] == -1) {
                byte[] headless = java.util.Arrays.copyOfRange(stream, at, stream.length);
                assertThatThrownBy(() -> Streams.read(headless, scope))
                        .isInstanceOf(VgiException.class)
                        .hasMessageContaining("starts with a message of type 3, expected a schema (1)");
                return;
            }
        }
        throw new AssertionError("no batch found");
    }

    private void assertDataLoss(Field field, String message) {
        byte[] stream = Streams.write(new Schema(List.of(field)), List.of());
        assertThatThrownBy(() -> Streams.read(stream, scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining(message);
    }

    private static void assertExhausted(Schema schema, Limits limits, String message) {
        byte[] bytes = SchemaMessage.toBytes(schema);
        assertThatThrownBy(() -> SchemaMessage.fromBytes(bytes, limits))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining(message);
    }

    private static Field field(String name, ArrowType type, Field... children) {
        var list = new ArrayList<Field>();
        Collections.addAll(list, children);
        return new Field(name, FieldType.nullable(type), list);
    }

    private static byte[] message(java.nio.ByteBuffer header) throws IOException {
        var bytes = new ByteArraySink();
        var frames = new FrameWriter(bytes);
        frames.message(header);
        frames.flush();
        return bytes.toByteArray();
    }
}
