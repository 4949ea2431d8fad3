package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Batches whose buffers are large enough and hold what cannot be; see GoldenStreamTest for the values that they had.
 */
class RecordBatchValidatorTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void offsets_thatDecrease() {
        assertRefused(
                "string",
                v -> v.getOffsetBuffer().setInt(4, 5),
                "column 'string' has the offset 4 after 5 in row 1, expected no smaller one");
        assertRefused(
                "large_string",
                v -> v.getOffsetBuffer().setLong(8, 5),
                "column 'large_string' has the offset 4 after 5 in row 1");
        assertRefused(
                "list", v -> v.getOffsetBuffer().setInt(4, -1), "column 'list' has the offset -1 after 0 in row 0");
    }

    @Test
    void offsets_thatLeaveTheData_areRefusedByEitherValidation() {
        for (String name : List.of("list", "map", "list_of_struct")) {
            assertRefusedByBoth(name, v -> v.getOffsetBuffer().setInt(16, 1000), "offsets from 0 to 1000");
        }
        assertRefusedByBoth("list", v -> v.getOffsetBuffer().setInt(0, -3), "offsets from -3 to 3");
        assertRefusedByBoth(
                "large_list", v -> v.getOffsetBuffer().setLong(32, 1L << 40), "offsets from 0 to 1099511627776");
    }

    @Test
    void text_thatIsNoUtf8() {
        assertRefused(
                "string",
                v -> v.getDataBuffer().setByte(0, 0xFF),
                "column 'string' has bytes that are no UTF-8 in row 0");
        assertRefused("large_string", v -> v.getDataBuffer().setByte(5, 0x20), "no UTF-8 in row 2");
        assertRefused(
                "string_view",
                v -> v.getDataBuffer().setByte(4, 0xC0),
                "column 'string_view' has bytes that are no UTF-8 in row 0");
        assertRefused("string_view", v -> v.getFieldBuffers().get(2).setByte(1, 'x'), "no UTF-8 in row 2");
        assertAccepted("binary", v -> v.getDataBuffer().setByte(0, 0xFF));
    }

    @Test
    void text_cutBetweenRows_isNoUtf8() {
        // The second byte of the umlaut moves to the next row: the data as a whole stays UTF-8.
        assertRefused(
                "string",
                v -> {
                    v.getOffsetBuffer().setInt(8, 6);
                    v.getOffsetBuffer().setInt(12, 6);
                    v.getValidityBuffer().setByte(0, 0xF);
                },
                "no UTF-8 in row 1");
    }

    @Test
    void views_thatLeaveTheirBuffer() {
        assertRefused("string_view", v -> v.getDataBuffer().setInt(0, -1), "a view of -1 bytes in row 0");
        assertRefused(
                "string_view",
                v -> v.getDataBuffer().setInt(2 * 16 + 8, 1),
                "a view of buffer 1 in row 2, expected one of 1 buffers");
        assertRefused("string_view", v -> v.getDataBuffer().setInt(2 * 16 + 8, -1), "a view of buffer -1");
        assertRefused("binary_view", v -> v.getDataBuffer().setInt(2 * 16 + 12, 1), "a view of 24 bytes at 1 in row 2");
        assertRefused(
                "binary_view",
                v -> v.getDataBuffer().setInt(2 * 16, Integer.MAX_VALUE),
                "a view of 2147483647 bytes at 0");
        assertAccepted("binary_view", v -> v.getDataBuffer().setInt(16, -1));
    }

    @Test
    void listViews_thatLeaveTheirChild() {
        assertRefused("list_view", v -> v.getOffsetBuffer().setInt(0, 1), "a list of 3 values at 1 in row 0");
        assertRefused("list_view", v -> v.getOffsetBuffer().setInt(0, -1), "a list of 3 values at -1");
        assertRefused("list_view", v -> ((ListViewVector) v).getSizeBuffer().setInt(0, -1), "a list of -1 values");
        assertRefused(
                "large_list_view",
                v -> v.getOffsetBuffer().setLong(0, Long.MAX_VALUE),
                "a list of 3 values at 9223372036854775807");
    }

    @Test
    void unions_ofUndeclaredTypes_orOffsets() {
        assertRefused(
                "sparse_union",
                v -> ((UnionVector) v).getTypeBuffer().setByte(1, 1),
                "the type id 1 in row 1, expected a declared one");
        assertRefused(
                "dense_union", v -> ((DenseUnionVector) v).getTypeBuffer().setByte(1, -1), "the type id -1 in row 1");
        assertRefused(
                "dense_union",
                v -> v.getOffsetBuffer().setInt(12, 4),
                "the offset 4 in row 3, expected 0 to less than 4");
        assertRefused("dense_union", v -> v.getOffsetBuffer().setInt(12, -1), "the offset -1 in row 3");
    }

    @Test
    void runs_thatDoNotIncrease_orEndEarly() {
        assertRefused("run_end_encoded", v -> runEnds(v).getDataBuffer().setInt(0, 4), "the run end 4 after 4");
        assertRefused("run_end_encoded", v -> runEnds(v).getDataBuffer().setInt(0, 0), "the run end 0 after 0");
        assertRefusedByBoth(
                "run_end_encoded",
                v -> runEnds(v).getDataBuffer().setInt(4, 3),
                "a last run that ends at 3, expected at least 4");
        assertRefused(
                "run_end_encoded_int16", v -> runEnds(v).getDataBuffer().setShort(2, -1), "the run end -1 after 1");
    }

    @Test
    void indices_outsideTheirDictionary() {
        assertRefused(
                "dictionary",
                v -> v.getDataBuffer().setByte(2, 2),
                "column 'dictionary' has the dictionary index 2 in row 2, expected 0 to less than 2");
        assertRefused("dictionary", v -> v.getDataBuffer().setByte(0, -1), "the dictionary index -1 in row 0");
        assertRefused(
                "dictionary_uint16", v -> v.getDataBuffer().setShort(0, -1), "the dictionary index 65535 in row 0");
        assertRefused(
                "list_of_dictionary",
                v -> v.getChildrenFromFields().get(0).getDataBuffer().setShort(2, 7),
                "the dictionary index 7 in row 1");
        assertAccepted("dictionary", v -> v.getDataBuffer().setByte(1, 99));
    }

    @Test
    void nestedIndices_outsideTheirDictionary() {
        List<Batch> golden = Streams.read(Streams.golden("dictionaries"), scope);
        Batch batch = golden.get(1);
        WireSchema.vectors(batch.root().getSchema(), batch.dictionaries()).stream()
                .flatMap(values -> values.getChildrenFromFields().stream())
                .filter(child -> child.getField().getDictionary() != null)
                .forEach(child -> child.getDataBuffer().setShort(4, 2));
        byte[] stream = Streams.write(batch.schema(), List.of(batch));
        golden.forEach(Batch::close);

        assertThatThrownBy(() -> Streams.read(stream, scope)).hasMessageContaining("the dictionary index 2 in row 2");
    }

    @Test
    void nulls_thatAreNotThoseOfTheHeader() {
        // The writer counts the nulls itself, so the header is changed instead: one of the node's counts.
        byte[] stream;
        try (var vector = new IntVector("n", scope.allocator())) {
            vector.allocateNew(100);
            for (int row = 0; row < 100; row++) {
                vector.set(row, row);
            }
            vector.setNull(70);
            vector.setValueCount(100);
            var root = new org.apache.arrow.vector.VectorSchemaRoot(List.<FieldVector>of(vector));
            stream = Streams.write(root.getSchema(), List.of(Batch.of(root)));
        }
        int node = indexOf(stream, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
        stream[node + 8] = 2;
        assertThatThrownBy(() -> Streams.read(stream, scope))
                .hasMessageContaining("column 'n' has 2 nulls by its header, expected 1, those of its validity");
        stream[node + 8] = -1;
        for (int i = node + 9; i < node + 16; i++) {
            stream[i] = -1;
        }
        List<Batch> uncounted = Streams.read(stream, scope);
        assertThat(uncounted.get(0).vector(0).getNullCount()).isOne();
        uncounted.forEach(Batch::close);
    }

    @Test
    void buffers_tooSmallForTheirValues_areRefusedByEitherValidation() {
        byte[] stream = Streams.golden("metadata");
        // The first batch's rows and its two nodes say 2 values.
        byte[] two = {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        int node = indexOf(stream, two);
        stream[node] = 3;
        for (Validation validation : Validation.values()) {
            assertThatThrownBy(() -> Streams.read(stream, scope, Limits.RAW, validation))
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining("column 'n' has 3 values, expected 2, the batch's rows");
        }
    }

    private static FieldVector runEnds(FieldVector vector) {
        return ((RunEndEncodedVector) vector).getRunEndsVector();
    }

    private void assertRefused(String column, Consumer<FieldVector> change, String message) {
        byte[] stream = changed(column, change);
        assertThatThrownBy(() -> Streams.read(stream, scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining(message);
        assertThat(scope.allocator().getAllocatedMemory()).isZero();
    }

    private void assertRefusedByBoth(String column, Consumer<FieldVector> change, String message) {
        assertRefused(column, change, message);
        assertThatThrownBy(() -> Streams.read(changed(column, change), scope, Limits.RAW, Validation.STANDARD))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining(message);
    }

    private void assertAccepted(String column, Consumer<FieldVector> change) {
        Streams.read(changed(column, change), scope).forEach(Batch::close);
    }

    /** A stream of the golden batch whose column was changed. */
    private byte[] changed(String column, Consumer<FieldVector> change) {
        List<Batch> golden = Streams.read(Streams.golden("types"), scope);
        try {
            Batch batch = golden.get(0);
            change.accept(Objects.requireNonNull(batch.vector(column)));
            return Streams.write(batch.schema(), List.of(batch));
        } finally {
            golden.forEach(Batch::close);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not found");
    }
}
