package dev.vgi.spark.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of Spark that become Arrow's, read again by Spark's own vectors. */
class ArrowRowsTest {
    private static final int ROWS = 1_000;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allIsFree() {
        allocator.close();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                column("BOOLEAN", i -> i % 3 == 1),
                column("TINYINT", i -> (byte) i),
                column("SMALLINT", i -> (short) -i),
                column("INT", i -> i * 1_000_003),
                column("BIGINT", i -> Long.MIN_VALUE + i),
                column("FLOAT", i -> i / 3f),
                column("DOUBLE", i -> i / 3.0),
                column("DECIMAL(20, 2)", i -> Decimal.apply(new BigDecimal("123456789012345678.25"), 20, 2)),
                column("STRING", i -> UTF8String.fromString("é".repeat(i % 100))),
                column("BINARY", i -> "b".repeat(i % 50).getBytes(StandardCharsets.UTF_8)),
                column("DATE", i -> i),
                column("TIMESTAMP", i -> 1_000_000_007L * i),
                column("TIMESTAMP_NTZ", i -> -1_000_000_007L * i),
                column("INTERVAL DAY TO SECOND", i -> 86_400_000_001L * i),
                column("INTERVAL YEAR TO MONTH", i -> -i),
                column("INTERVAL", i -> new CalendarInterval(i, -i, 1_000L * i)),
                column("ARRAY<STRING>", i -> new GenericArrayData(texts(i))),
                column(
                        "MAP<INT, STRING>",
                        i -> new ArrayBasedMapData(
                                new GenericArrayData(new Object[] {i, i + 1}), new GenericArrayData(texts(2)))),
                column(
                        "STRUCT<a: INT, b: STRING>",
                        i -> new GenericInternalRow(
                                new @Nullable Object[] {i % 2 == 0 ? i : null, UTF8String.fromString("b" + i)})));
    }

    private static Arguments column(String type, IntFunction<Object> value) {
        return Arguments.of(type, value);
    }

    private static @Nullable Object[] texts(int count) {
        var texts = new @Nullable Object[count % 5];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = i == 1 ? null : UTF8String.fromString("text " + i);
        }
        return texts;
    }

    @ParameterizedTest
    @MethodSource("types")
    void values_comeBackAsTheyWere_evenWhereMoreCameThanExpected(String type, IntFunction<Object> value) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            values.add(i % 7 == 3 ? null : value.apply(i));
        }
        assertThat(collected(type, values, 1)).isEqualTo(shown(type, values));
        assertThat(collected(type, values, ROWS)).isEqualTo(shown(type, values));
    }

    @Test
    void intervalBeyond64BitsOfNanoseconds_isNamed() {
        var fits = new CalendarInterval(0, 0, 1);
        var tooLong = new CalendarInterval(0, 0, Long.MAX_VALUE / 999);
        assertThatThrownBy(() -> collected("INTERVAL", List.of(fits, tooLong), 8))
                .hasMessageContaining("column 'value' of row 1 of a batch")
                .hasMessageContaining("interval_month_day_nano");
    }

    @Test
    void nulls_only() {
        List<@Nullable Object> nulls = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            nulls.add(null);
        }
        assertThat(collected("STRING", nulls, 4)).isEqualTo(shown("STRING", nulls));
        assertThat(collected("BIGINT", nulls, 4)).isEqualTo(shown("BIGINT", nulls));
    }

    @Test
    void noRows_areEmptyVectors() {
        assertThat(collected("STRING", List.of(), 8)).isEmpty();
        assertThat(collected("INT", List.of(), 8)).isEmpty();
    }

    @Test
    void bitsBeyondTheLastRow_areZero() {
        var columns = new StructType().add("value", "int").add("text", "string");
        try (var rows = new ArrowRows(columns, new int[] {0, 1}, 64, allocator)) {
            for (int i = 0; i < 11; i++) {
                rows.add(new GenericInternalRow(new Object[] {i, UTF8String.fromString("t")}));
            }
            for (FieldVector vector : rows.finish()) {
                try (vector) {
                    assertThat(vector.getValidityBuffer().getByte(0)).isEqualTo((byte) 0xFF);
                    assertThat(vector.getValidityBuffer().getByte(1)).isEqualTo((byte) 0b111);
                    assertThat(vector.getNullCount()).isZero();
                }
            }
        }
    }

    @Test
    void close_withoutFinish_freesTheRows() {
        try (var rows = new ArrowRows(new StructType().add("text", "string"), new int[] {0}, 8, allocator)) {
            rows.add(new GenericInternalRow(new Object[] {UTF8String.fromString("text")}));
        }
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    private List<String> collected(String type, List<@Nullable Object> values, int capacity) {
        try (var rows = new ArrowRows(new StructType().add("value", type), new int[] {0}, capacity, allocator)) {
            for (Object value : values) {
                rows.add(new GenericInternalRow(new @Nullable Object[] {value}));
            }
            assertThat(rows.rowCount()).isEqualTo(values.size());
            FieldVector vector = rows.finish().get(0);
            assertThat(vector.getValueCount()).isEqualTo(values.size());
            try (var batch = new ColumnarBatch(new ColumnVector[] {new ArrowColumnVector(vector)}, values.size())) {
                List<String> found = new ArrayList<>();
                batch.rowIterator().forEachRemaining(row -> found.add(shown(type, row)));
                return found;
            }
        }
    }

    private static List<String> shown(String type, List<@Nullable Object> values) {
        return values.stream()
                .map(value -> shown(type, new GenericInternalRow(new @Nullable Object[] {value})))
                .toList();
    }

    private static String shown(String type, InternalRow row) {
        DataType parsed = DataType.fromDDL(type);
        if (row.isNullAt(0)) {
            return "null";
        } else if (parsed instanceof CalendarIntervalType) {
            return row.getInterval(0).toString();
        }
        Object value = CatalystTypeConverters.convertToScala(row.get(0, parsed), parsed);
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
