package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Period;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.PeriodDuration;
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
        assertThatThrownBy(() -> InputCast.to(wanted, holes, allocator))
                .hasMessageContaining("column 'a' of row 1 of a batch: found null, expected a value of int64");
    }

    private static PeriodDuration days(int days, int millis) {
        return new PeriodDuration(Period.ofDays(days), Duration.ofMillis(millis));
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
                Arguments.of("interval_month_day_nano", "interval_months", "P-1Y-2M", Period.of(-1, -2, 0)),
                Arguments.of("interval_day_time", "interval_month_day_nano", "P1DT-0.5S", days(1, -500)),
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
    @CsvSource(delimiter = '|', textBlock = """
                    int64            | int8             | 128                  | found 128, expected int8 (-128 to 127)
                    int64            | int32            | 3000000000           | found 3000000000, expected int32 (-2147483648 to 2147483647)
                    int64            | uint16           | -1                   | found -1, expected uint16 (0 to 65535)
                    uint64           | int64            | 18446744073709551615 | found 18446744073709551615, expected int64 (-92
                    uint64           | float64          | 18446744073709551615 | expected float64
                    int64            | float64          | 9007199254740993     | whole numbers exactly up to 2^53
                    float64          | int32            | 1.5                  | found 1.5, expected int32
                    float64          | int64            | 9.3e18               | found 9.3E18, expected int64
                    float64          | float32          | 1e300                | found 1.0E300, expected float32 (up to 3.4028235E38 either way
                    float64          | decimal128(4,2)  | 100.5                | found 100.5, expected decimal128(4,2) (at most 4 digits, 2 of them fractional)
                    decimal128(10,3) | decimal128(10,2) | 0.125                | found 0.125, expected decimal128(10,2)
                    timestamp(us)    | timestamp(ns)    | 2300-01-01T00:00:00  | expected timestamp(ns) (1677-09-21 to 2262-04-11)
                    timestamp(us)    | timestamp(s)     | 2001-01-01T00:00:00.5 | no finer fraction than the column's unit s
                    duration(s)      | duration(ns)     | PT9000000H           | (up to PT2562047H47M16.854775807S either way)
                    date64           | date32           | +9999999-01-01       | expected date32
                    interval_month_day_nano | interval_months | P1Y2M3D             | expected years and months such as P1Y6M
                    interval_month_day_nano | interval_day_time | PT-0.000000003S   | no finer fraction than the column's unit ms
                    binary           | fixed_size_binary(3) | aGk=             | found 2 bytes, expected exactly 3 bytes
                    list<item?:int64> | list<item?:int8> | [1, 300]            | [1]: found 300, expected int8
                    """)
    void valueThatDoesNotFit_isNamedWithItsColumnAndRow(String from, String to, String value, String message) {
        Schema columns = schema(field("other", "int64"), field("c", from));
        Object refused = Objects.requireNonNull(Values.parseText(field("c", from), value));
        Batch input = rows(columns, List.of(Map.of("other", 1), Map.of("other", 2, "c", refused)));

        assertThatThrownBy(() -> InputCast.to(schema(field("c", to), field("other", "int64")), input, allocator))
                .isInstanceOfSatisfying(VgiException.class, e -> {
                    assertThat(e.remoteType()).isEqualTo("TypeError");
                    assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(e.kind()).isEqualTo(ErrorKind.VALUE_DOES_NOT_FIT);
                })
                .hasMessageStartingWith("column 'c' of row 1 of a batch: ")
                .hasMessageContaining(message);
        assertThat(input.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "utf8,           int64,            12,                   another type",
        "utf8,           binary,           aGk=,                 another type",
        "int64,          utf8,             12,                   another type",
        "timestamp(us),  'timestamp(us,tz=UTC)', 2001-01-01T00:00:00, another type",
    })
    void otherKindsOfValues_areATypeError(String from, String to, String value, String message) {
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
