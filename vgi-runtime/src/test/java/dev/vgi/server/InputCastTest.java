package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which inputs an exchange takes beside those of exactly its schema. */
class InputCastTest {
    private static final String TEXTS = "dictionary<index:int16,value:utf8>";

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    private static Field field(String name, String token) {
        return TypeTokens.parse(name, token);
    }

    private static Field required(String name, String token) {
        Field nullable = field(name, token);
        return new Field(
                name, new FieldType(false, nullable.getType(), nullable.getDictionary()), nullable.getChildren());
    }

    private static Schema schema(Field... fields) {
        return new Schema(Arrays.asList(fields));
    }

    /** The column c, and another that is dictionary-encoded. */
    private static Schema withTexts(String token) {
        return new Schema(
                field("row", "struct<c?:" + token + ",other?:" + TEXTS + ">").getChildren());
    }

    private Batch rows(Schema schema, List<Map<String, Object>> rows) {
        return Values.encodeRows(schema, rows, allocator);
    }

    @Test
    void sameSchema_isTheSameBatch() {
        Schema schema = schema(field("a", "int64"), field("b", TEXTS));
        try (Batch batch = rows(schema, List.of(Map.of("a", 1, "b", "x")))) {
            assertThat(InputCast.to(schema, batch, allocator)).isSameAs(batch);
        }
    }

    @Test
    void otherOrder_isPutRight_withoutACopy() {
        Batch batch = rows(
                schema(field("b", TEXTS), field("a", "int64")),
                List.of(Map.of("a", 1, "b", "x"), Map.of("a", 2, "b", "y")));
        long before = allocator.getAllocatedMemory();
        Schema wanted = schema(field("a", "int64"), field("b", TEXTS));
        try (Batch cast = InputCast.to(wanted, batch, allocator)) {
            assertThat(cast.schema().getFields()).extracting(Field::getName).containsExactly("a", "b");
            assertThat(Calls.rows(cast)).isEqualTo(List.of(Map.of("a", 1L, "b", "x"), Map.of("a", 2L, "b", "y")));
            assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
        }
    }

    @Test
    void nullableColumnWithoutNulls_isTakenForARequiredOne() {
        Schema wanted = schema(required("a", "int64"));
        Batch fits = rows(schema(field("a", "int64")), List.of(Map.of("a", 1)));
        try (Batch cast = InputCast.to(wanted, fits, allocator)) {
            assertThat(cast.schema()).isEqualTo(wanted);
        }
        Batch holes = rows(schema(field("a", "int64")), List.of(Map.of("a", 1), Collections.singletonMap("a", null)));
        assertThatThrownBy(() -> InputCast.to(wanted, holes, allocator)).hasMessageContaining("column 'a' has 1 nulls");
    }

    static Stream<Arguments> casts() {
        return Stream.of(
                Arguments.of("int8", "int64", (byte) -5, -5L),
                Arguments.of("int64", "int8", 127L, (byte) 127),
                Arguments.of("uint32", "int64", 4_000_000_000L, 4_000_000_000L),
                Arguments.of("int64", "uint64", 7L, BigInteger.valueOf(7)),
                Arguments.of("uint64", "int64", 7L, 7L),
                Arguments.of("int32", "float64", 3, 3.0),
                Arguments.of("int64", "float32", 16_777_216L, 16_777_216f),
                Arguments.of("float64", "int32", -3.0, -3),
                Arguments.of("float32", "float64", 0.5f, 0.5),
                Arguments.of("float64", "float32", 0.1, 0.1f),
                Arguments.of("int32", "decimal128(10,2)", 5, new BigDecimal("5.00")),
                Arguments.of("decimal128(10,2)", "float64", new BigDecimal("2.50"), 2.5),
                Arguments.of("utf8", "large_utf8", "ä", "ä"),
                Arguments.of("large_utf8", "utf8", "ä", "ä"),
                Arguments.of(TEXTS, "utf8", "x", "x"),
                Arguments.of("utf8", TEXTS, "x", "x"),
                Arguments.of(TEXTS, "large_utf8", "x", "x"),
                Arguments.of("list<item?:int32>", "list<item?:int64>", List.of(1, 2), List.of(1L, 2L)),
                Arguments.of("struct<p?:int32>", "struct<p?:float64>", Map.of("p", 1), Map.of("p", 1.0)));
    }

    @ParameterizedTest
    @MethodSource("casts")
    void valuesThatFit_areCast_andNullsStayNulls(String from, String to, Object value, Object expected) {
        Batch input = rows(withTexts(from), List.of(Map.of("c", value, "other", "z"), Map.of("other", "z")));
        Schema wanted = withTexts(to);
        try (Batch cast = InputCast.to(wanted, input, allocator)) {
            assertThat(TypeTokens.token(cast.schema().getFields().get(0))).isEqualTo(to);
            List<Map<String, Object>> rows = Calls.rows(cast);
            assertThat(rows.get(0)).containsEntry("c", expected).containsEntry("other", "z");
            assertThat(rows.get(1)).containsEntry("c", null);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "int64,          int8,             128,                  which does not fit",
        "int64,          uint16,           -1,                   which does not fit",
        "uint64,         int64,            18446744073709551615, which does not fit",
        "uint64,         float64,          18446744073709551615, which does not fit",
        "int64,          float64,          9007199254740993,     which does not fit",
        "float64,        int32,            1.5,                  which does not fit",
        "float64,        int64,            9.3e18,               which does not fit",
        "float64,        float32,          1e300,                which does not fit",
        "utf8,           int64,            12,                   another type",
        "utf8,           binary,           aGk=,                 another type",
        "int64,          utf8,             12,                   another type",
        "timestamp(us),  'timestamp(us,tz=UTC)', 2001-01-01T00:00:00, another type",
    })
    void valuesThatDoNotFit_areATypeError(String from, String to, String value, String message) {
        Batch input = rows(schema(field("c", from)), List.of(Map.of("c", value)));

        assertThatThrownBy(() -> InputCast.to(schema(field("c", to)), input, allocator))
                .isInstanceOfSatisfying(VgiException.class, e -> {
                    assertThat(e.remoteType()).isEqualTo("TypeError");
                    assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                })
                .hasMessageStartingWith("Input schema mismatch: expected (c: " + to + "), got (c: " + from + ")")
                .hasMessageContaining(message);
        assertThat(input.isClosed()).isTrue();
    }

    @Test
    void otherColumns_areATypeError() {
        Schema wanted = schema(field("a", "int64"), field("b", "int64"));
        for (Schema other : List.of(
                schema(),
                schema(field("a", "int64")),
                schema(field("a", "int64"), field("c", "int64")),
                schema(field("a", "int64"), field("b", "int64"), field("c", "int64")),
                schema(field("a", "int64"), field("a", "int64")))) {
            assertThatThrownBy(() -> InputCast.to(wanted, Batch.empty(other, allocator), allocator))
                    .hasMessageContaining("the columns must be the same, in any order");
        }
    }
}
