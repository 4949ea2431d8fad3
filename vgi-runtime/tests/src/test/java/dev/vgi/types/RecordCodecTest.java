package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    enum Level {
        LOW,
        @WireName("very-high")
        HIGH
    }

    record Row(long id, @Nullable String name, Level level, Optional<Integer> count) {}

    @Test
    void records_becomeRowsAndBack() {
        RecordCodec<Row> codec = RecordCodec.of(Row.class);
        List<Row> rows = IntStream.range(0, 5000)
                .mapToObj(i -> new Row(
                        i,
                        i % 3 == 0 ? null : "name " + i,
                        Level.values()[i % 2],
                        Optional.of(i).filter(n -> n > 9)))
                .toList();

        try (Batch batch = codec.encode(rows, allocator);
                Batch sent = Ipc.fromBytes(Ipc.toBytes(batch), allocator)) {
            assertThat(codec.decode(sent)).isEqualTo(rows);
        }
    }

    @Test
    void noRecords_areAnEmptyBatch() {
        try (Batch batch = RecordCodec.of(Row.class).encode(List.of(), allocator)) {
            assertThat(batch.rowCount()).isZero();
            assertThat(RecordCodec.of(Row.class).decode(batch)).isEmpty();
        }
    }

    @Test
    void enums_travelUnderTheirNames() {
        try (Batch batch =
                RecordCodec.of(Row.class).encode(List.of(new Row(1, "a", Level.HIGH, Optional.empty())), allocator)) {
            assertThat(Values.toJson(batch, 0))
                    .isEqualTo("{\"id\":1,\"name\":\"a\",\"level\":\"very-high\",\"count\":null}");
        }
    }

    @Test
    void enums_areReadFromPlainText() {
        assertThat(decode(Row.class, "id BIGINT, level STRING", Map.of("id", 1, "level", "LOW")))
                .containsExactly(new Row(1, null, Level.LOW, Optional.empty()));
    }

    @Test
    void enums_refuseNamesThatAreNoConstants() {
        assertThatThrownBy(() -> decode(Row.class, "id BIGINT, level STRING", Map.of("id", 1, "level", "HIGH")))
                .hasMessage("level: found \"HIGH\", expected a constant of Level: LOW, very-high");
    }

    @Test
    void decode_findsColumnsByName_andIgnoresOthers() {
        assertThat(decode(Row.class, "other INT, level STRING, id BIGINT", Map.of("other", 1, "level", "LOW", "id", 7)))
                .containsExactly(new Row(7, null, Level.LOW, Optional.empty()));
    }

    @Test
    void decode_namesTheColumnThatIsMissing() {
        assertThatThrownBy(() -> decode(Row.class, "id BIGINT", Map.of("id", 1)))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessage("found the columns (id), expected also 'level'"
                        + " (dictionary<index:int16,value:utf8> not null) for record Row");
    }

    record Narrow(int number) {}

    @Test
    void decode_widensAndNarrowsWhereTheValueFits() {
        assertThat(decode(Narrow.class, "number BIGINT", Map.of("number", 5))).containsExactly(new Narrow(5));
        assertThat(decode(Narrow.class, "number TINYINT", Map.of("number", 5))).containsExactly(new Narrow(5));
        assertThat(decode(Narrow.class, "number UINT64", Map.of("number", 5))).containsExactly(new Narrow(5));
    }

    @Test
    void decode_neverNarrowsInSilence() {
        assertThatThrownBy(() -> decode(Narrow.class, "number BIGINT", Map.of("number", 5), Map.of("number", 1L << 31)))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessage("[1].number: found 2147483648, which does not fit int");
    }

    record Floating(
            float narrow,
            double wide,
            @WireDecimal(precision = 20, scale = 2) BigDecimal exact) {}

    @Test
    void decode_readsIntegersAsFractionsWhereTheyAreExact() {
        String schema = "narrow INT, wide BIGINT, exact BIGINT";
        assertThat(decode(Floating.class, schema, Map.of("narrow", 1, "wide", 2, "exact", 3)))
                .containsExactly(new Floating(1, 2, new BigDecimal("3")));
        assertThatThrownBy(
                        () -> decode(Floating.class, schema, Map.of("narrow", 1, "wide", (1L << 53) + 1, "exact", 3)))
                .hasMessage("wide: found 9007199254740993, which does not fit double");
        assertThatThrownBy(() -> decode(Floating.class, schema, Map.of("narrow", (1 << 24) + 1, "wide", 1, "exact", 3)))
                .hasMessage("narrow: found 16777217, which does not fit float");
    }

    @Test
    void decode_refusesAnotherType() {
        assertThatThrownBy(() -> decode(Narrow.class, "number STRING", Map.of("number", "5")))
                .hasMessage("column 'number': found utf8, expected int32 for the Java type int");
    }

    @Test
    void decode_refusesNullWhereNothingIsNullable() {
        assertThatThrownBy(() -> decode(Narrow.class, "number INT", Map.of()))
                .hasMessage("number: found null, expected a value of int, which is not nullable");
    }

    record Nested(List<Integer> list, Map<String, Narrow> map) {}

    @Test
    void encode_refusesNullInACollectionOfOtherValues() {
        Nested nested = new Nested(Arrays.asList(1, null), Map.of());

        assertThatThrownBy(() -> RecordCodec.of(Nested.class).encode(List.of(nested, nested), allocator))
                .hasMessage("[0].list[1]: found null, expected a value of Integer, which is not nullable");
    }

    @Test
    void decode_namesThePathIntoMapsAndRecords() {
        assertThatThrownBy(() -> decode(
                        Nested.class,
                        "list ARRAY<BIGINT>, map MAP<STRING, STRUCT<number: BIGINT>>",
                        Map.of("list", List.of(1), "map", Map.of("k", Map.of("number", 1L << 40)))))
                .hasMessage("map[\"k\"].number: found 1099511627776, which does not fit int");
    }

    record Positive(long value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value must be positive");
            }
        }
    }

    @Test
    void decode_reportsWhatTheConstructorRefuses() {
        assertThatThrownBy(() -> decode(Positive.class, "value BIGINT", Map.of("value", -1)))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("the constructor of Positive refused its values")
                .hasMessageContaining("value must be positive");
    }

    record Bytes(byte[] array, ByteBuffer buffer, @Nullable byte[] absent) {}

    @Test
    void bytes_areArraysOrBuffers() {
        Bytes bytes = new Bytes(new byte[] {1}, ByteBuffer.wrap(new byte[] {0, 2, 3}, 1, 2), null);
        RecordCodec<Bytes> codec = RecordCodec.of(Bytes.class);

        Bytes read = codec.fromIpc(codec.toIpc(bytes, allocator), allocator);

        assertThat(read.array()).containsExactly(1);
        assertThat(read.buffer()).isEqualTo(bytes.buffer());
        assertThat(read.absent()).isNull();
    }

    record Holder(Batch batch, Narrow after) {}

    @Test
    void decode_closesTheBatchesOfARecordThatFails() {
        String schema = "batch BINARY, after STRUCT<number: BIGINT>";
        byte[] inner;
        try (Batch batch = RecordCodec.of(Narrow.class).encode(List.of(new Narrow(1)), allocator)) {
            inner = Ipc.toBytes(batch);
        }

        assertThatThrownBy(() -> decode(
                        Holder.class,
                        schema,
                        Map.of("batch", inner, "after", Map.of("number", 1)),
                        Map.of("batch", inner, "after", Map.of("number", 1L << 40))))
                .hasMessageContaining("[1].after.number");
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    @Test
    void fromIpc_takesExactlyOneRow() {
        RecordCodec<Narrow> codec = RecordCodec.of(Narrow.class);
        byte[] two;
        try (Batch batch = codec.encode(List.of(new Narrow(1), new Narrow(2)), allocator)) {
            two = Ipc.toBytes(batch);
        }

        assertThatThrownBy(() -> codec.fromIpc(two, allocator))
                .hasMessage("found 2 rows, expected exactly one for record Narrow");
    }

    record Empty() {}

    @Test
    void aRecordWithoutComponents_survives() {
        RecordCodec<Empty> codec = RecordCodec.of(Empty.class);

        assertThat(codec.fromIpc(codec.toIpc(new Empty(), allocator), allocator))
                .isEqualTo(new Empty());
    }

    record Unknown(Date date) {}

    record Self(List<Self> children) {}

    record Generic<T>(List<T> values) {}

    record Raw(@SuppressWarnings("rawtypes") List values) {}

    record Undeclared(BigDecimal amount) {}

    record Unfit(@WireType("utf8") long number) {}

    record Twice(long aB, long a_b) {}

    record NullablePrimitive(@Nullable int number) {}

    record KeyedByArray(Map<byte[], String> map) {}

    @Test
    void of_saysWhatItCannotMap() {
        assertUnmappable(Unknown.class, "component 'date' of", "found the Java type java.util.Date");
        assertUnmappable(Self.class, "holds itself");
        assertUnmappable(Generic.class, "has type parameters");
        assertUnmappable(Raw.class, "found the raw type java.util.List");
        assertUnmappable(Undeclared.class, "@Decimal(precision = 18, scale = 4)");
        assertUnmappable(Unfit.class, "found the Arrow type utf8 declared for long");
        assertUnmappable(Twice.class, "two columns of the name 'a_b'");
        assertUnmappable(NullablePrimitive.class, "@Nullable on the primitive int");
        assertUnmappable(KeyedByArray.class, "expected ByteBuffer");
    }

    private static void assertUnmappable(Class<? extends Record> type, String... parts) {
        assertThatThrownBy(() -> RecordCodec.of(type))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContainingAll(parts);
    }

    @SafeVarargs
    private <T extends Record> List<T> decode(Class<T> type, String schema, Map<String, Object>... rows) {
        try (Batch batch = Values.encodeRows(SchemaText.parse(schema), List.of(rows), allocator)) {
            return new ArrayList<>(RecordCodec.of(type).decode(batch));
        }
    }
}
