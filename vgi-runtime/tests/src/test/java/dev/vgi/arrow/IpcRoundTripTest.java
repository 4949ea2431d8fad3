package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IpcRoundTripTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "0, 2", "1, 2", "1, 3", "3, 1", "2, 0"})
    void slicedVectors_ofEveryType_areWrittenAsTheirRows(int start, int length) {
        List<Batch> golden = Streams.read(Streams.golden("types"), scope);
        try {
            Batch whole = golden.get(0);
            for (FieldVector vector : whole.root().getFieldVectors()) {
                // Arrow Java 18.1 cannot split run-end encoded vectors, nor unions whose type ids are not 0, 1, ...
                if (vector instanceof RunEndEncodedVector
                        || vector.getMinorType().name().contains("UNION")) {
                    continue;
                }
                TransferPair pair = vector.getTransferPair(scope.allocator());
                pair.splitAndTransfer(start, length);
                var slice = (FieldVector) pair.getTo();
                slice.setValueCount(length);
                try (var root = new VectorSchemaRoot(List.of(slice))) {
                    Schema wire = WireSchema.of(root.getSchema(), whole.dictionaries());
                    Batch batch = Batch.of(wire, root, whole.dictionaries(), Metadata.EMPTY);
                    List<Batch> read = Streams.read(Streams.write(wire, List.of(batch)), scope);
                    assertThat(Streams.values(read.get(0).vector(0)))
                            .as(vector.getName())
                            .isEqualTo(Streams.values(vector).subList(start, start + length));
                    read.forEach(Batch::close);
                }
            }
        } finally {
            golden.forEach(Batch::close);
        }
    }

    @Test
    void vectorsNeverAllocated_ofEveryType_areWritten() {
        Schema schema = goldenSchema("types");
        try (Batch empty = Batch.empty(schema, scope.allocator())) {
            List<Batch> read = Streams.read(Streams.write(schema, List.of(empty)), scope);
            assertThat(read.get(0).rowCount()).isZero();
            read.get(0).root().getFieldVectors().forEach(v -> assertThat(v.getValueCount())
                    .isZero());
            byte[] again = Streams.write(schema, read);
            read.forEach(Batch::close);
            Streams.read(again, scope).forEach(Batch::close);
        }
    }

    @Test
    void emptyVectors_haveTheOneOffsetThatArrowJavaReads() {
        List<Batch> golden = Streams.read(Streams.golden("types"), scope);
        for (String name : List.of("string", "list", "map", "list_of_struct")) {
            FieldVector vector = Objects.requireNonNull(golden.get(1).vector(name));
            assertThat(vector.getOffsetBuffer().getInt(0)).isZero();
        }
        assertThat(Objects.requireNonNull(golden.get(1).vector("large_string"))
                        .getOffsetBuffer()
                        .getLong(0))
                .isZero();
        golden.forEach(Batch::close);
    }

    @Test
    void writeEmpty_ofEveryType_isAZeroRowBatchWithMetadata() throws IOException {
        for (String name : List.of("types", "dictionaries", "no-columns")) {
            Schema schema = goldenSchema(name);
            var bytes = new ByteArraySink();
            var frames = new FrameWriter(bytes);
            try (var writer = new IpcWriter(frames, schema)) {
                assertThat(writer.isStarted()).isFalse();
                writer.writeEmpty(Metadata.of("k", "v"));
                writer.writeEmpty(Metadata.EMPTY);
                writer.end();
                writer.end();
                frames.flush();
            }
            List<Batch> read = Streams.read(bytes.toByteArray(), scope);
            assertThat(read.stream().map(Batch::metadata)).containsExactly(Metadata.of("k", "v"), Metadata.EMPTY);
            assertThat(read.stream().map(Batch::rowCount)).containsOnly(0);
            assertThat(read.get(0).schema()).isEqualTo(schema);
            read.forEach(Batch::close);
        }
    }

    @Test
    void javaOnlyTypes_surviveWithNulls() {
        var year = new IntervalYearVector("year", scope.allocator());
        year.allocateNew(2);
        year.set(0, 14);
        year.setNull(1);
        year.setValueCount(2);
        var day = new IntervalDayVector("day", scope.allocator());
        day.allocateNew(2);
        day.set(0, 3, 4);
        day.setNull(1);
        day.setValueCount(2);
        assertRoundTrip(Batch.of(new VectorSchemaRoot(List.of(year, day))));
    }

    @Test
    void viewsWithoutDataBuffers_areCounted() {
        var inline = new ViewVarCharVector("inline", scope.allocator());
        inline.allocateNew(2);
        inline.set(0, new byte[] {'a'});
        inline.set(1, new byte[0]);
        inline.setValueCount(2);
        var mixed = new ViewVarCharVector("mixed", scope.allocator());
        mixed.allocateNew(2);
        mixed.setSafe(0, "longer than twelve bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        mixed.setNull(1);
        mixed.setValueCount(2);
        assertRoundTrip(Batch.of(new VectorSchemaRoot(List.of(inline, mixed))));
    }

    @Test
    void columnsWithoutNulls_travelWithoutValidity() throws IOException {
        try (Batch batch = numbers(1000, -1);
                Batch holes = numbers(1000, 7)) {
            assertThat(bufferLengths(batch)).containsExactly(0L, 8000L);
            assertThat(bufferLengths(holes)).containsExactly(125L, 8000L);
        }
    }

    @Test
    void receivedValidity_isTheColumnsOwn() {
        try (Batch batch = numbers(1000, -1)) {
            List<Batch> read = Streams.read(Streams.write(batch.schema(), List.of(batch, batch)), scope);
            FieldVector first = read.get(0).vector(0);
            assertThat(first.getNullCount()).isZero();
            ((BigIntVector) first).setNull(3);
            assertThat(first.getNullCount()).isOne();
            assertThat(read.get(1).vector(0).getNullCount()).isZero();
            assertThat(((BigIntVector) first).get(4)).isEqualTo(4);
            read.forEach(Batch::close);
        }
    }

    @Test
    void aBatch_isOneAllocation() {
        try (Batch batch = numbers(100_000, -1)) {
            byte[] stream = Streams.write(batch.schema(), List.of(batch));
            long before = scope.allocator().getAllocatedMemory();
            List<Batch> read = Streams.read(stream, scope);
            assertThat(scope.allocator().getAllocatedMemory() - before).isEqualTo(800_000 + 12_504);
            read.forEach(Batch::close);
        }
    }

    @Test
    void batches_outliveTheReaderAndTheScope() throws IOException {
        try (Batch batch = numbers(100_000, 5)) {
            byte[] stream = Streams.write(batch.schema(), List.of(batch));
            MemoryScope task = memory.scope("task", 1L << 30);
            Batch read;
            try (IpcReader reader =
                    IpcReader.open(new FrameReader(ByteSource.of(stream), Limits.RAW), task, Validation.FULL)) {
                read = Objects.requireNonNull(reader.next());
            }
            task.close();
            Streams.assertSame(read, batch);
            read.close();
        }
    }

    @Test
    void closedScope_readsNoMore() throws IOException {
        byte[] stream = Streams.golden("metadata");
        MemoryScope task = memory.scope("task", 1L << 30);
        try (IpcReader reader =
                IpcReader.open(new FrameReader(ByteSource.of(stream), Limits.RAW), task, Validation.FULL)) {
            task.close();
            assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Validation.class)
    void rowsWithoutColumns_areCounted(Validation validation) {
        try (Batch three = Batch.withoutColumns(3).withMetadata(Metadata.of("k", "v"));
                Batch none = Batch.withoutColumns(0)) {
            byte[] stream = Streams.write(three.schema(), List.of(three, none));
            List<Batch> read = Streams.read(stream, scope, Limits.RAW, validation);
            assertThat(read.stream().map(Batch::rowCount)).containsExactly(3, 0);
            assertThat(read.get(0).metadata()).isEqualTo(Metadata.of("k", "v"));
            read.forEach(Batch::close);
        }
    }

    @Test
    void dictionaries_areWrittenOnce_andAgainWhenTheyChange() {
        try (Batch red = colours("red", "green");
                Batch same = colours("red", "green");
                Batch blue = colours("blue", "white", "black")) {
            byte[] stream = Streams.write(red.schema(), List.of(red, red, same, blue));
            assertThat(messageTypes(stream))
                    .containsExactly(
                            MessageHeader.Schema,
                            MessageHeader.DictionaryBatch,
                            MessageHeader.RecordBatch,
                            MessageHeader.RecordBatch,
                            MessageHeader.RecordBatch,
                            MessageHeader.DictionaryBatch,
                            MessageHeader.RecordBatch);
            List<Batch> read = Streams.read(stream, scope);
            Streams.assertSame(read.get(2), same);
            Streams.assertSame(read.get(3), blue);
            Streams.assertSame(read.get(0), red);
            read.forEach(Batch::close);
        }
    }

    @Test
    void dictionaries_ofOtherIds_areWrittenUnderTheStreams() {
        try (Batch one = colours("red");
                Batch other = colours(99, "blue")) {
            List<Batch> read = Streams.read(Streams.write(one.schema(), List.of(one, other)), scope);
            assertThat(read.get(1).dictionaries().getDictionaryIds()).containsExactly(1L);
            assertThat(dictionaryOf(read.get(1))).containsExactly("blue");
            read.forEach(Batch::close);
        }
    }

    @Test
    void writer_keepsNoMemory() throws IOException {
        Batch batch = colours("red", "green");
        var writer = new IpcWriter(new FrameWriter(new ByteArraySink()), batch.schema());
        writer.write(batch);
        batch.close();
        assertThat(memory.allocatedBytes()).isZero();
        writer.close();
    }

    @Test
    void otherTypes_areRefused_byNameAndType() throws IOException {
        try (Batch numbers = numbers(1, -1);
                Batch colours = colours("red");
                Batch nothing = Batch.withoutColumns(1);
                var ints = new IntVector("n", scope.allocator());
                var writer = new IpcWriter(new FrameWriter(new ByteArraySink()), numbers.schema())) {
            writer.write(numbers);
            assertRefused(writer, nothing, "a batch has 0 columns, expected 1");
            assertRefused(
                    writer,
                    Batch.of(new VectorSchemaRoot(List.of(ints))),
                    "column 'n' of a batch is Int(32, true), expected Int(64, true)");
            assertRefused(writer, colours, "column 'n'");
            writer.write(numbers);
        }
    }

    @Test
    void otherNames_areTheSchemas() {
        try (Batch batch = numbers(1, -1)) {
            var schema =
                    new Schema(List.of(Field.notNullable("renamed", new ArrowType.Int(64, true))), Map.of("a", "b"));
            List<Batch> read = Streams.read(Streams.write(schema, List.of(batch)), scope);
            assertThat(read.get(0).schema()).isEqualTo(schema);
            read.forEach(Batch::close);
        }
    }

    @Test
    void recordBytes_roundTrip() {
        try (Batch batch = colours("red", "green");
                Batch read = Ipc.fromBytes(Ipc.toBytes(batch), memory.allocator())) {
            Streams.assertSame(read, batch);
        }
        assertThatThrownBy(() -> Ipc.fromBytes(Streams.write(new Schema(List.of()), List.of()), memory.allocator()))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("has no batch");
    }

    @Test
    void allocatorLimit_refusesTheBatch_notTheStream() throws IOException {
        try (Batch large = numbers(100_000, -1);
                Batch small = numbers(10, -1)) {
            byte[] stream = Streams.write(large.schema(), List.of(small, large));
            try (MemoryScope tight = memory.scope("tight", 100_000);
                    IpcReader reader = IpcReader.open(
                            new FrameReader(ByteSource.of(stream), Limits.RAW), tight, Validation.FULL)) {
                Objects.requireNonNull(reader.next()).close();
                assertThatThrownBy(reader::next)
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                        .hasMessageContaining("'tight' holds 0 of 100000 bytes (option 'allocatorBytes')");
                reader.drain();
            }
        }
    }

    private static void assertRefused(IpcWriter writer, Batch batch, String message) {
        assertThatThrownBy(() -> writer.write(batch))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    private void assertRoundTrip(Batch batch) {
        try (batch) {
            List<Batch> read = Streams.read(Streams.write(batch.schema(), List.of(batch)), scope);
            Streams.assertSame(read.get(0), batch);
            read.forEach(Batch::close);
        }
    }

    private Schema goldenSchema(String name) {
        try (IpcReader reader = IpcReader.open(
                new FrameReader(ByteSource.of(Streams.golden(name)), Limits.RAW), scope, Validation.FULL)) {
            return reader.schema();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Batch numbers(int rows, int hole) {
        var vector = new BigIntVector("n", scope.allocator());
        vector.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            vector.set(row, row);
        }
        if (hole >= 0) {
            vector.setNull(hole);
        }
        vector.setValueCount(rows);
        return Batch.of(new VectorSchemaRoot(List.of(vector)));
    }

    private Batch colours(String... values) {
        return colours(1, values);
    }

    private Batch colours(long id, String... values) {
        var dictionary = new VarCharVector("values", scope.allocator());
        dictionary.allocateNew();
        for (int i = 0; i < values.length; i++) {
            dictionary.setSafe(i, values[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        dictionary.setValueCount(values.length);
        var encoding = new DictionaryEncoding(id, false, new ArrowType.Int(16, true));
        var indices =
                new SmallIntVector("colour", new FieldType(true, encoding.getIndexType(), encoding), scope.allocator());
        indices.allocateNew(values.length + 1);
        for (int i = 0; i < values.length; i++) {
            indices.set(i, i);
        }
        indices.setNull(values.length);
        indices.setValueCount(values.length + 1);
        var provider = new DictionaryProvider.MapDictionaryProvider(new Dictionary(dictionary, encoding));
        return Batch.of(new VectorSchemaRoot(List.of(indices)), provider);
    }

    private static List<String> dictionaryOf(Batch batch) {
        return Streams.values(WireSchema.vectors(batch.root().getSchema(), batch.dictionaries())
                .get(0));
    }

    private static List<Byte> messageTypes(byte[] stream) {
        return messages(stream).map(Message::headerType).toList();
    }

    private static List<Long> bufferLengths(Batch batch) {
        Message message = messages(Streams.write(batch.schema(), List.of(batch)))
                .filter(m -> m.headerType() == MessageHeader.RecordBatch)
                .findFirst()
                .orElseThrow();
        var record = (RecordBatch) Objects.requireNonNull(message.header(new RecordBatch()));
        var lengths = new ArrayList<Long>();
        for (int i = 0; i < record.buffersLength(); i++) {
            lengths.add(record.buffers(i).length());
        }
        return lengths;
    }

    private static Stream<Message> messages(byte[] stream) {
        var frames = new FrameReader(ByteSource.of(stream), Limits.RAW);
        var messages = new ArrayList<Message>();
        try {
            for (Message message = frames.message(); message != null; message = frames.message()) {
                messages.add(message);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return messages.stream();
    }
}
