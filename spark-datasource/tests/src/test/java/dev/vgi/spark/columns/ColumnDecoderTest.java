package dev.vgi.spark.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.arrow.Batch;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of each Arrow type as Spark reads them from its own vectors, a null between them. */
class ColumnDecoderTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allIsFree() {
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    uint8                              | SMALLINT       | 255                  | 255
                    uint16                             | INT            | 65535                | 65535
                    uint32                             | BIGINT         | 4294967295           | 4294967295
                    uint64                             | DECIMAL(20,0)  | 18446744073709551615 | 18446744073709551615
                    int64                              | BIGINT         | -5                   | -5
                    float16                            | FLOAT          | 1.5                  | 1.5
                    float64                            | DOUBLE         | 0.1                  | 0.1
                    utf8                               | STRING         | "é"                  | é
                    large_utf8                         | STRING         | "a long text, of more than 12" | a long text, of more than 12
                    dictionary<index:int16,value:utf8> | STRING         | "red"                | red
                    date32                             | DATE           | "1969-12-31"         | -1
                    date64                             | DATE           | "1969-12-31"         | -1
                    timestamp(s)                       | TIMESTAMP_NTZ  | "1970-01-01T00:00:01" | 1000000
                    timestamp(ms,tz=UTC)               | TIMESTAMP      | "1970-01-01T00:00:01Z" | 1000000
                    timestamp(ns)                      | TIMESTAMP_NTZ  | "1969-12-31T23:59:59.999999999" | -1
                    duration(ms)                       | INTERVAL DAY TO SECOND | "PT2S"       | 2000000
                    decimal128(5,2)                    | DECIMAL(5,2)   | "1.25"               | 1.25
                    decimal256(40,2)                   | DECIMAL(38,2)  | "-1.25"              | -1.25
                    """)
    void value_keepsItsMeaning(String type, String sparkType, String json, String expected) throws Exception {
        Object value = new ObjectMapper().readValue(json, Object.class);
        StructField column = SparkTypes.column(schema(type).getFields().get(0));
        assertThat(column.dataType().sql()).isEqualTo(sparkType);
        List<Object> values = new ArrayList<>(Collections.nCopies(3, value));
        values.set(1, null);
        List<Object> read = read(type, values);
        assertThat(read.get(1)).isNull();
        assertThat(read.get(0)).hasToString(expected);
        assertThat(read.get(2)).hasToString(expected);
        assertThat(read(type, List.of())).isEmpty();
    }

    @Test
    void lists_ofEveryKind_areArrays() {
        for (String list : List.of(
                "list<item?:uint8>",
                "large_list<item?:uint8>",
                "list_view<item?:uint8>",
                "large_list_view<item?:uint8>",
                "fixed_size_list(2)<item?:uint8>")) {
            List<Object> read = read(list, Arrays.asList(List.of(1, 200), null, List.of(3, 4)));
            assertThat(read.get(1)).isNull();
            assertThat(read.get(0)).isEqualTo("[1, 200]");
            assertThat(read.get(2)).isEqualTo("[3, 4]");
        }
    }

    @Test
    void value_thatDoesNotFit_isNamed() {
        assertThatThrownBy(() -> read("timestamp(s)", List.of("+300000-01-01T00:00:00")))
                .hasMessageContaining("column 'c'")
                .hasMessageContaining("row 0");
    }

    @ParameterizedTest
    @CsvSource({
        "38, 99999999999999999999999999999999999999, 100000000000000000000000000000000000000",
        "20, 99999999999999999999, 100000000000000000000",
        "5, 99999, 100000"
    })
    void decimal_withMoreDigitsThanItsType_isNamed(int precision, BigDecimal most, BigDecimal more) {
        try (var vector = new DecimalVector("c", allocator, precision, 0)) {
            ColumnDecoder decoder = ColumnDecoder.of(vector.getField()).orElseThrow();
            for (BigDecimal value : List.of(most, most.negate(), BigDecimal.ZERO, BigDecimal.ONE.negate())) {
                fill(vector, value);
                try (FieldVector decoded = decoder.decode(vector, new MapDictionaryProvider())) {
                    assertThat(decoded.getObject(1)).isEqualTo(value);
                }
            }
            for (BigDecimal value : List.of(more, more.negate())) {
                fill(vector, value);
                assertThatThrownBy(() -> decoder.decode(vector, new MapDictionaryProvider()))
                        .hasMessageContaining(
                                "column 'c' (decimal128(" + precision + ",0)) has the value " + value + " in row 1");
            }
        }
    }

    /** A null and a value. */
    private static void fill(DecimalVector vector, BigDecimal value) {
        vector.allocateNew(2);
        vector.setNull(0);
        vector.setBigEndian(1, value.unscaledValue().toByteArray());
        vector.setValueCount(2);
    }

    @Test
    void union_isAColumnThatCannotBeSelected() {
        Field union = schema("dense_union<0=a?:int32,1=b?:utf8>").getFields().get(0);
        assertThat(SparkTypes.unsupported(SparkTypes.column(union)))
                .hasValueSatisfying(why -> assertThat(why).contains("dense_union"));
        assertThat(ColumnDecoder.of(union)).isEmpty();
    }

    private static Schema schema(String type) {
        return SchemaText.parse("c " + type);
    }

    /** Through the wire's form of a batch, the decoder and Spark's own vectors. */
    private List<Object> read(String type, List<?> values) {
        Schema schema = schema(type);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(Collections.singletonMap("c", value));
        }
        List<Object> read = new ArrayList<>();
        try (Batch batch = Values.encodeRows(schema, rows, allocator)) {
            ColumnDecoder decoder = ColumnDecoder.of(schema.getFields().get(0)).orElseThrow();
            try (FieldVector vector = decoder.decode(batch.vector(0), batch.dictionaries())) {
                var column = new ArrowColumnVector(vector);
                var columns = new ColumnarBatch(new ColumnVector[] {column}, values.size());
                columns.rowIterator()
                        .forEachRemaining(
                                row -> read.add(row.isNullAt(0) ? null : copy(row.get(0, column.dataType()))));
            }
        }
        return read;
    }

    private static Object copy(Object value) {
        if (value instanceof ColumnarArray array) {
            return Arrays.toString(array.toShortArray());
        }
        return value instanceof UTF8String text ? text.toString() : value;
    }
}
