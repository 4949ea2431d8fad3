package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionariesTest {
    private static final DictionaryEncoding INNER = encoding(1);
    private static final DictionaryEncoding OUTER = encoding(2);

    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);
    private final ByteArraySink bytes = new ByteArraySink();
    private final FrameWriter frames = new FrameWriter(bytes);
    private final FlatBufferBuilder builder = new FlatBufferBuilder();
    private final RecordBatchEncoder encoder = new RecordBatchEncoder();

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void deltas_ofATypeThatCannotGrow_areUnimplemented() throws IOException {
        SchemaMessage.write(schema(ArrowType.Utf8View.INSTANCE, INNER), builder, frames);
        try (var values = new ViewVarCharVector("v", scope.allocator())) {
            values.allocateNew(1);
            values.set(0, new byte[] {'a'});
            values.setValueCount(1);
            dictionary(1, values, false);
            dictionary(1, values, true);
        }
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
                .hasMessageContaining("a delta of dictionary 1 of type Utf8View")
                .hasMessageContaining("send the whole dictionary");
    }

    @Test
    void unknownDictionaries_areDataLoss() throws IOException {
        SchemaMessage.write(schema(ArrowType.Utf8.INSTANCE, INNER), builder, frames);
        try (var values = texts("a")) {
            dictionary(7, values, false);
        }
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("the unknown id 7, expected one of [1]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void innerDictionary_replacedByASmallerOne_isDataLoss_unlessTheOuterFollows(boolean outerFollows)
            throws IOException {
        try (var two = texts("a", "b");
                var one = texts("c");
                StructVector pointsToBoth = structs(0, 1);
                StructVector pointsToFirst = structs(0);
                SmallIntVector row = indices("row", OUTER, 0)) {
            SchemaMessage.write(nested(), builder, frames);
            dictionary(1, two, false);
            dictionary(2, pointsToBoth, false);
            record(row);
            dictionary(1, one, false);
            if (outerFollows) {
                dictionary(2, pointsToFirst, false);
            }
            record(row);
            frames.endOfStream();
        }
        if (outerFollows) {
            List<Batch> batches = read();
            assertThat(batches).hasSize(2);
            batches.forEach(Batch::close);
        } else {
            assertThatThrownBy(this::read)
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                    .hasMessageContaining("dictionary 2 has indices up to 1 into dictionary 1")
                    .hasMessageContaining("one of 1 values");
        }
    }

    @Test
    void batches_keepTheirDictionaries_whoeverClosesThemWhen() throws IOException {
        SchemaMessage.write(schema(ArrowType.Utf8.INSTANCE, INNER), builder, frames);
        for (int i = 0; i < 300; i++) {
            try (var values = texts("value " + i);
                    SmallIntVector row = indices("c", INNER, 0)) {
                dictionary(1, values, false);
                record(row);
            }
        }
        frames.endOfStream();
        frames.flush();
        var closing = new ArrayList<CompletableFuture<Void>>();
        try (MemoryScope task = memory.scope("task", 1L << 30);
                IpcReader reader = IpcReader.open(
                        new FrameReader(ByteSource.of(bytes.toByteArray()), Limits.RAW), task, Validation.FULL)) {
            for (int i = 0; i < 300; i++) {
                String expected = "value " + i;
                Batch batch = Objects.requireNonNull(reader.next());
                closing.add(CompletableFuture.runAsync(() -> {
                    try (batch) {
                        FieldVector values = Objects.requireNonNull(
                                        batch.dictionaries().lookup(1))
                                .getVector();
                        assertThat(values.getObject(0)).hasToString(expected);
                    }
                }));
            }
            assertThat(reader.next()).isNull();
        }
        closing.forEach(CompletableFuture::join);
    }

    @Test
    void reader_closedTwice_releasesOnce() throws IOException {
        IpcReader reader =
                IpcReader.open(new FrameReader(Streams.golden("dictionaries"), Limits.RAW), scope, Validation.FULL);
        Objects.requireNonNull(reader.next()).close();
        Batch batch = Objects.requireNonNull(reader.next());
        reader.close();
        reader.close();
        assertThat(Streams.values(WireSchema.vectors(batch.root().getSchema(), batch.dictionaries())
                        .get(0)))
                .containsExactly("red", "green");
        batch.close();
    }

    private List<Batch> read() throws IOException {
        frames.flush();
        return Streams.read(bytes.toByteArray(), scope);
    }

    private void dictionary(long id, FieldVector values, boolean delta) throws IOException {
        encoder.encode(List.of(values));
        builder.clear();
        int record = encoder.write(builder, values.getValueCount());
        int header = DictionaryBatch.createDictionaryBatch(builder, id, record, delta);
        frames.message(
                IpcWriter.message(builder, MessageHeader.DictionaryBatch, header, encoder.bodyLength(), Metadata.EMPTY),
                encoder);
    }

    private void record(FieldVector column) throws IOException {
        encoder.encode(List.of(column));
        builder.clear();
        int record = encoder.write(builder, column.getValueCount());
        frames.message(
                IpcWriter.message(builder, MessageHeader.RecordBatch, record, encoder.bodyLength(), Metadata.EMPTY),
                encoder);
    }

    private VarCharVector texts(String... texts) {
        var vector = new VarCharVector("values", scope.allocator());
        vector.allocateNew();
        for (int i = 0; i < texts.length; i++) {
            vector.setSafe(i, texts[i].getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(texts.length);
        return vector;
    }

    private SmallIntVector indices(String name, DictionaryEncoding encoding, int... indices) {
        var vector =
                new SmallIntVector(name, new FieldType(true, encoding.getIndexType(), encoding), scope.allocator());
        fill(vector, indices);
        return vector;
    }

    private StructVector structs(int... indices) {
        StructVector struct = StructVector.empty("values", scope.allocator());
        fill(struct.addOrGet("inner", new FieldType(true, INNER.getIndexType(), INNER), SmallIntVector.class), indices);
        for (int i = 0; i < indices.length; i++) {
            struct.setIndexDefined(i);
        }
        struct.setValueCount(indices.length);
        return struct;
    }

    private static void fill(SmallIntVector vector, int... indices) {
        vector.allocateNew(indices.length);
        for (int i = 0; i < indices.length; i++) {
            vector.set(i, indices[i]);
        }
        vector.setValueCount(indices.length);
    }

    private static Schema nested() {
        var inner = new Field("inner", new FieldType(true, ArrowType.Utf8.INSTANCE, INNER), null);
        return new Schema(
                List.of(new Field("outer", new FieldType(true, ArrowType.Struct.INSTANCE, OUTER), List.of(inner))));
    }

    private static Schema schema(ArrowType type, DictionaryEncoding encoding) {
        return new Schema(List.of(new Field("c", new FieldType(true, type, encoding), null)));
    }

    private static DictionaryEncoding encoding(long id) {
        return new DictionaryEncoding(id, false, new ArrowType.Int(16, true));
    }
}
