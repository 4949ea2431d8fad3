package dev.vgi.flink.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.SymbolType;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of Flink as Arrow: what each type becomes, and what is refused because it would lose something. */
@Tag("any-line")
class RowEncoderTest {
    private final Memory memory = Memory.create();

    @AfterEach
    void nothingIsLeftInMemory() {
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    static Stream<Arguments> types() {
        var nested = new LinkedHashMap<String, Object>();
        nested.put("a", 1);
        nested.put("b", null);
        return Stream.of(
                Arguments.of(DataTypes.STRING(), "häuser", "utf8", "häuser"),
                Arguments.of(DataTypes.CHAR(3), "abc", "utf8", "abc"),
                Arguments.of(DataTypes.BOOLEAN(), true, "bool", true),
                Arguments.of(DataTypes.TINYINT(), (byte) -1, "int8", (byte) -1),
                Arguments.of(DataTypes.SMALLINT(), (short) 300, "int16", (short) 300),
                Arguments.of(DataTypes.INT(), 70_000, "int32", 70_000),
                Arguments.of(DataTypes.BIGINT(), 1L << 40, "int64", 1L << 40),
                Arguments.of(DataTypes.FLOAT(), 1.5f, "float", 1.5f),
                Arguments.of(DataTypes.DOUBLE(), 2.25, "double", 2.25),
                Arguments.of(DataTypes.BYTES(), new byte[] {1, 2}, "binary", new byte[] {1, 2}),
                Arguments.of(DataTypes.DECIMAL(10, 2), new BigDecimal("12.30"), "decimal", new BigDecimal("12.30")),
                Arguments.of(
                        DataTypes.DECIMAL(38, 10),
                        new BigDecimal("-1234567890123456789012345678.0123456789"),
                        "decimal",
                        new BigDecimal("-1234567890123456789012345678.0123456789")),
                Arguments.of(DataTypes.DATE(), LocalDate.of(2001, 2, 3), "date", LocalDate.of(2001, 2, 3)),
                Arguments.of(
                        DataTypes.TIME(3), LocalTime.of(4, 5, 6, 7_000_000), "time", LocalTime.of(4, 5, 6, 7_000_000)),
                Arguments.of(
                        DataTypes.TIMESTAMP(6),
                        LocalDateTime.of(1960, 1, 1, 1, 1, 1, 1_000),
                        "timestamp",
                        LocalDateTime.of(1960, 1, 1, 1, 1, 1, 1_000)),
                Arguments.of(
                        DataTypes.TIMESTAMP_LTZ(9),
                        Instant.ofEpochSecond(12, 345_678_901),
                        "timestamp",
                        Instant.ofEpochSecond(12, 345_678_901)),
                Arguments.of(
                        DataTypes.INTERVAL(DataTypes.DAY(), DataTypes.SECOND(3)),
                        Duration.ofMillis(-1500),
                        "duration",
                        Duration.ofMillis(-1500)),
                Arguments.of(
                        DataTypes.INTERVAL(DataTypes.YEAR(), DataTypes.MONTH()),
                        Period.ofMonths(14),
                        "interval",
                        new PeriodDuration(Period.of(1, 2, 0), Duration.ZERO)),
                Arguments.of(
                        DataTypes.ARRAY(DataTypes.STRING()),
                        new String[] {"x", null},
                        "list",
                        java.util.Arrays.asList("x", null)),
                Arguments.of(DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()), Map.of("k", 7), "map", Map.of("k", 7)),
                Arguments.of(DataTypes.MULTISET(DataTypes.STRING()), Map.of("twice", 2), "map", Map.of("twice", 2)),
                Arguments.of(
                        DataTypes.ROW(DataTypes.FIELD("a", DataTypes.INT()), DataTypes.FIELD("b", DataTypes.STRING())),
                        Row.of(1, null),
                        "struct",
                        nested));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void value_isTheSameInArrow_andSoIsNull(DataType type, Object given, String kind, Object expected) {
        RowType columns = RowType.of(new LogicalType[] {type.getLogicalType()}, new String[] {"c"});
        var converter = DataStructureConverters.getConverter(type);
        converter.open(getClass().getClassLoader());
        RowData row = GenericRowData.of(converter.toInternal(given));
        RowData binary = new RowDataSerializer(columns).toBinaryRow(row).copy();
        var encoder = new RowEncoder(columns, ArrowLayout.schema(columns), null);
        try (Batch batch = encoder.encode(List.of(row, GenericRowData.of((Object) null), binary), memory.allocator())) {
            List<Map<String, Object>> rows = Values.rows(batch);
            assertThat(rows.get(0).get("c")).isEqualTo(expected);
            assertThat(rows.get(1).get("c")).isNull();
            assertThat(rows.get(2).get("c")).isEqualTo(expected);
            assertThat(batch.schema().getFields().get(0).getType().toString().toLowerCase(java.util.Locale.ROOT))
                    .contains(kind.substring(0, 3));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, UINT8, 200",
        "40000, UINT16, 40000",
        "3000000000, UINT32, 3000000000",
        "7, UINT64, 7",
        "7, TINYINT, 7",
        "7, DOUBLE, 7.0",
        "7, FLOAT, 7.0",
        "'7', 'DECIMAL(5,2)', 7.00"
    })
    void integer_takesTheDeclaredType_whereItFits(long value, String declared, String expected) {
        assertThat(encoded(bigint(), GenericRowData.of(value), declared)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "256, UINT8, 0 to 255",
        "-1, UINT32, 0 to 4294967295",
        "-1, UINT64, 0 to 9223372036854775807",
        "128, TINYINT, -128 to 127",
        "9007199254740993, DOUBLE, float64 holds exactly",
        "16777217, FLOAT, float32 holds exactly",
        "1000, 'DECIMAL(5,2)', at most 5 digits"
    })
    void integer_thatDoesNotFit_isRefused(long value, String declared, String expected) {
        assertRefused(bigint(), GenericRowData.of(value), declared, "column 'c'", Long.toString(value), expected);
    }

    @Test
    void decimal_takesTheDeclaredType_whereItFits() {
        RowType columns = columns(DataTypes.DECIMAL(20, 2));
        RowData whole = GenericRowData.of(
                org.apache.flink.table.data.DecimalData.fromBigDecimal(new BigDecimal("12345678901.00"), 20, 2));
        assertThat(encoded(columns, whole, "BIGINT")).isEqualTo(12_345_678_901L);
        assertThat(encoded(columns, whole, "UINT64")).isEqualTo(new BigInteger("12345678901"));
        assertThat(encoded(columns, whole, "DECIMAL(30,5)")).isEqualTo(new BigDecimal("12345678901.00000"));
        RowData fraction = GenericRowData.of(
                org.apache.flink.table.data.DecimalData.fromBigDecimal(new BigDecimal("1.25"), 20, 2));
        assertRefused(columns, fraction, "BIGINT", "1.25", "whole number");
        assertRefused(columns, fraction, "DECIMAL(10,1)", "1.25", "1 of them fractional");
    }

    @Test
    void double_becomesFloatOnlyWhereItIsExact() {
        RowType columns = columns(DataTypes.DOUBLE());
        assertThat(encoded(columns, GenericRowData.of(0.5), "FLOAT")).isEqualTo(0.5f);
        assertThat(encoded(columns, GenericRowData.of(Double.NaN), "FLOAT")).isEqualTo(Float.NaN);
        assertRefused(columns, GenericRowData.of(0.1), "FLOAT", "0.1", "float32");
    }

    @Test
    void instant_takesTheDeclaredUnit_whereItFits() {
        RowType columns = columns(DataTypes.TIMESTAMP(9));
        var second = org.apache.flink.table.data.TimestampData.fromEpochMillis(5_000, 0);
        var fine = org.apache.flink.table.data.TimestampData.fromEpochMillis(5_000, 1);
        assertThat(encoded(columns, GenericRowData.of(second), "timestamp(s)"))
                .isEqualTo(LocalDateTime.of(1970, 1, 1, 0, 0, 5));
        assertThat(encoded(columns, GenericRowData.of(fine), "timestamp(ns)"))
                .isEqualTo(LocalDateTime.of(1970, 1, 1, 0, 0, 5, 1));
        assertRefused(columns, GenericRowData.of(fine), "TIMESTAMP_NTZ", "whole MICROSECONDs");
        assertRefused(columns, GenericRowData.of(second), "TIMESTAMP", "does not become TIMESTAMP");
    }

    @ParameterizedTest
    @CsvSource({"14, P1Y2M", "-14, P-1Y-2M"})
    void months_takeTheDeclaredInterval(int months, Period expected) {
        DataType type = DataTypes.INTERVAL(DataTypes.YEAR(), DataTypes.MONTH());
        RowType columns = RowType.of(new LogicalType[] {type.getLogicalType()}, new String[] {"c"});
        var encoder = new RowEncoder(columns, SchemaText.parse("c interval_months"), null);
        try (Batch batch = encoder.encode(List.of(GenericRowData.of(months)), memory.allocator())) {
            assertThat(Values.row(batch, 0)).containsEntry("c", expected);
        }
    }

    @Test
    void otherBytes_takeTheDeclaredWidth() {
        RowType columns = columns(DataTypes.BYTES());
        assertThat(encoded(columns, GenericRowData.of((Object) new byte[] {1, 2}), "fixed_size_binary(2)"))
                .isEqualTo(new byte[] {1, 2});
        assertRefused(columns, GenericRowData.of((Object) new byte[] {1}), "fixed_size_binary(2)", "1 bytes");
    }

    @Test
    void text_isNoNumber() {
        assertRefused(
                columns(DataTypes.STRING()),
                GenericRowData.of(StringData.fromString("1")),
                "BIGINT",
                "column 'c' is STRING in Flink",
                "BIGINT",
                "exchange.input-schema");
    }

    @Test
    void null_whereNoneIsDeclared_namesColumnAndRow() {
        Schema schema = SchemaText.parse("c BIGINT NOT NULL");
        assertThatThrownBy(() -> new RowEncoder(bigint(), schema, null)
                        .encode(List.of(GenericRowData.of(1L), GenericRowData.of((Object) null)), memory.allocator()))
                .hasMessageContaining("column 'c' of row 1")
                .hasMessageContaining("found null")
                .hasMessageContaining("NOT NULL");
    }

    @Test
    void columns_areFoundByName_structsToo() {
        DataType struct =
                DataTypes.ROW(DataTypes.FIELD("x", DataTypes.INT()), DataTypes.FIELD("y", DataTypes.STRING()));
        RowType rows = RowType.of(
                new LogicalType[] {struct.getLogicalType(), DataTypes.INT().getLogicalType()}, new String[] {"s", "n"});
        RowData row = GenericRowData.of(GenericRowData.of(1, StringData.fromString("one")), 2);
        var encoder = new RowEncoder(rows, SchemaText.parse("n BIGINT, s STRUCT<y: STRING, x: BIGINT>"), null);
        try (Batch batch = encoder.encode(List.of(row), memory.allocator())) {
            assertThat(Values.toJson(batch, 0)).isEqualTo("{\"n\":2,\"s\":{\"y\":\"one\",\"x\":1}}");
        }
        assertThatThrownBy(() -> new RowEncoder(rows, SchemaText.parse("m BIGINT"), null))
                .hasMessageContaining("'m'")
                .hasMessageContaining("[s, n]");
    }

    @Test
    void nestedValues_areCastAndRefusedLikeOthers() {
        RowType rows = columns(DataTypes.ARRAY(DataTypes.INT()));
        RowData row = GenericRowData.of(new GenericArrayData(new Object[] {1, null, 300}));
        assertThat(encoded(rows, row, "ARRAY<BIGINT>")).isEqualTo(java.util.Arrays.asList(1L, null, 300L));
        assertThat(encoded(rows, row, "fixed_size_list(3)<item?:int32>"))
                .isEqualTo(java.util.Arrays.asList(1, null, 300));
        assertRefused(rows, row, "ARRAY<UINT8>", "found 300");
        assertRefused(rows, row, "ARRAY<INT NOT NULL>", "found null");
        assertRefused(rows, row, "fixed_size_list(2)<item?:int32>", "an array of 3");
        RowType map = columns(DataTypes.MAP(DataTypes.STRING(), DataTypes.ARRAY(DataTypes.INT())));
        RowData entry = GenericRowData.of(
                new GenericMapData(Map.of(StringData.fromString("k"), new GenericArrayData(new int[] {1, 2}))));
        assertThat(encoded(map, entry, "MAP<STRING, ARRAY<BIGINT>>")).isEqualTo(Map.of("k", List.of(1L, 2L)));
    }

    @Test
    void rowNumbers_areAColumnOfTheirOwn() {
        var encoder = new RowEncoder(bigint(), ArrowLayout.schema(bigint()), "row");
        try (Batch batch = encoder.encode(List.of(GenericRowData.of(7L), GenericRowData.of(8L)), memory.allocator())) {
            assertThat(Values.rows(batch)).containsExactly(Map.of("c", 7L, "row", 0L), Map.of("c", 8L, "row", 1L));
        }
        assertThatThrownBy(() -> new RowEncoder(bigint(), ArrowLayout.schema(bigint()), "c"))
                .hasMessageContaining("exchange.correlation");
    }

    @Test
    void typesWithoutAnArrowType_areNamed() {
        assertThatThrownBy(() ->
                        ArrowLayout.schema(RowType.of(new LogicalType[] {new SymbolType<>()}, new String[] {"c"})))
                .hasMessageContaining("column 'c'")
                .hasMessageContaining("SYMBOL");
    }

    @Test
    void textsOfBinaryRows_andBigOnes_areWhole() {
        String large = "x".repeat(100_000);
        RowType columns = columns(DataTypes.STRING());
        RowData row = new RowDataSerializer(columns)
                .toBinaryRow(GenericRowData.of(StringData.fromString(large)))
                .copy();
        assertThat(encoded(columns, row, "STRING")).isEqualTo(large);
        assertThat(encoded(columns, row, "large_utf8")).isEqualTo(large);
        byte[] bytes = "überall".getBytes(StandardCharsets.UTF_8);
        assertThat(encoded(columns, GenericRowData.of(StringData.fromBytes(bytes, 0, 2)), "STRING"))
                .isEqualTo("ü");
    }

    @Test
    void moreThanTheMemoryAllows_namesTheOptions() {
        RowType columns = columns(DataTypes.STRING());
        RowData row = GenericRowData.of(StringData.fromString("x".repeat(10_000)));
        try (var scope = memory.scope("small", 1_000)) {
            assertThatThrownBy(() -> new RowEncoder(columns, ArrowLayout.schema(columns), null)
                            .encode(List.of(row), scope.allocator()))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("exchange.batch.max-bytes")
                    .hasMessageContaining("memory.max");
        }
    }

    private static RowType columns(DataType type) {
        return RowType.of(new LogicalType[] {type.getLogicalType()}, new String[] {"c"});
    }

    private static RowType bigint() {
        return columns(DataTypes.BIGINT());
    }

    private Object encoded(RowType rows, RowData row, String declared) {
        var encoder = new RowEncoder(rows, SchemaText.parse("c " + declared), null);
        try (Batch batch = encoder.encode(List.of(row), memory.allocator())) {
            return Values.row(batch, 0).get("c");
        }
    }

    private void assertRefused(RowType rows, RowData row, String declared, String... words) {
        var thrown = assertThatThrownBy(() -> encoded(rows, row, declared))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        for (String word : words) {
            thrown.hasMessageContaining(word);
        }
    }
}
