package dev.vgi.flink.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DecimalUtility;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.data.conversion.DataStructureConverter;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.table.types.utils.TypeConversions;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of each Arrow type as Flink's rows give them, a null between them. */
@Tag("any-line")
class ArrowColumnsTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allIsFree() {
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bool                               | BOOLEAN          | true                 | true
            int8                               | TINYINT          | -5                   | -5
            int16                              | SMALLINT         | -5                   | -5
            int32                              | INT              | -5                   | -5
            int64                              | BIGINT           | -5                   | -5
            uint8                              | SMALLINT         | 255                  | 255
            uint16                             | INT              | 65535                | 65535
            uint32                             | BIGINT           | 4294967295           | 4294967295
            uint64                             | DECIMAL(20, 0)   | 18446744073709551615 | 18446744073709551615
            float16                            | FLOAT            | 1.5                  | 1.5
            float32                            | FLOAT            | 0.25                 | 0.25
            float64                            | DOUBLE           | 0.1                  | 0.1
            utf8                               | STRING           | "é"                  | é
            large_utf8                         | STRING           | "a long text, of more than 12" | a long text, of more than 12
            utf8_view                          | STRING           | "short"              | short
            utf8_view                          | STRING           | "a long text, of more than 12" | a long text, of more than 12
            binary                             | BYTES            | "AQI="               | 0102
            large_binary                       | BYTES            | "AQI="               | 0102
            binary_view                        | BYTES            | "AQI="               | 0102
            fixed_size_binary(2)               | BINARY(2)        | "AQI="               | 0102
            fixed_size_binary(2)               | BYTES            | "AQI="               | 0102
            dictionary<index:int16,value:utf8> | STRING           | "red"                | red
            dictionary<index:uint8,value:int64> | BIGINT          | 7                    | 7
            date32                             | DATE             | "1969-12-31"         | 1969-12-31
            date64                             | DATE             | "1969-12-31"         | 1969-12-31
            timestamp(s)                       | TIMESTAMP(0)     | "1970-01-01T00:00:01" | 1970-01-01T00:00:01
            timestamp(ms)                      | TIMESTAMP(3)     | "1969-12-31T23:59:59.999" | 1969-12-31T23:59:59.999
            timestamp(us)                      | TIMESTAMP(6)     | "1969-12-31T23:59:59.999999" | 1969-12-31T23:59:59.999999
            timestamp(us)                      | TIMESTAMP(3)     | "1969-12-31T23:59:59.999" | 1969-12-31T23:59:59.999
            timestamp(us)                      | TIMESTAMP(0)     | "1969-12-31T23:59:59" | 1969-12-31T23:59:59
            timestamp(ns)                      | TIMESTAMP(9)     | "1969-12-31T23:59:59.999999999" | 1969-12-31T23:59:59.999999999
            timestamp(ms,tz=UTC)               | TIMESTAMP_LTZ(3) | "1970-01-01T00:00:01Z" | 1970-01-01T00:00:01Z
            timestamp(ns,tz=Europe/Paris)      | TIMESTAMP_LTZ(9) | "1970-01-01T00:00:01Z" | 1970-01-01T00:00:01Z
            time32(s)                          | TIME(0)          | "12:34:56"           | 12:34:56
            time32(ms)                         | TIME(3)          | "12:34:56.789"       | 12:34:56.789
            time64(us)                         | TIME(3)          | "12:34:56.789012"    | 12:34:56.789
            time64(ns)                         | TIME(3)          | "12:34:56.789012345" | 12:34:56.789
            duration(s)                        | INTERVAL DAY(6) TO SECOND(0) | "PT2S"   | PT2S
            duration(us)                       | INTERVAL DAY(6) TO SECOND(3) | "PT0.001999S" | PT0.001S
            interval_months                    | INTERVAL YEAR(4) TO MONTH    | "P14M"   | P1Y2M
            interval_day_time                  | INTERVAL DAY(6) TO SECOND(3) | "P1DT2S" | PT24H2S
            decimal128(5,2)                    | DECIMAL(5, 2)    | "1.25"               | 1.25
            decimal128(30,5)                   | DECIMAL(30, 5)   | "-1234567890123456789.12345" | -1234567890123456789.12345
            decimal256(40,2)                   | DECIMAL(38, 2)   | "-1.25"              | -1.25
            """)
    void value_keepsItsMeaning(String type, String flinkType, String json, String expected) throws Exception {
        Object value = new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readValue(json, Object.class);
        List<Object> values = new ArrayList<>(Collections.nCopies(3, value));
        values.set(1, null);

        List<Object> read = read(type, flinkType, values);

        assertThat(read.get(1)).isNull();
        assertThat(read.get(0)).hasToString(expected);
        assertThat(read.get(2)).hasToString(expected);
        assertThat(read(type, flinkType, List.of())).isEmpty();
    }

    @Test
    void type_isTheNarrowestThatHoldsAllValues() {
        assertThat(natural("uint32")).isEqualTo("BIGINT");
        assertThat(natural("time64(us)")).isEqualTo("TIME(3)");
        assertThat(natural("timestamp(us,tz=UTC)")).isEqualTo("TIMESTAMP_LTZ(6)");
        assertThat(natural("list<item?:int8>")).isEqualTo("ARRAY<TINYINT>");
        assertThat(natural("MAP<STRING, DATE>")).isEqualTo("MAP<STRING NOT NULL, DATE>");
        assertThat(natural("STRUCT<x: DOUBLE NOT NULL, y: STRING>")).isEqualTo("ROW<`x` DOUBLE NOT NULL, `y` STRING>");
        assertThat(natural("run_end_encoded<run_ends:int32,values:utf8>")).isEqualTo("STRING");
    }

    private static String natural(String type) {
        return FlinkTypes.type(schema(type).getFields().get(0)).asSummaryString();
    }

    @Test
    void lists_ofEveryKind_areArrays() throws Exception {
        for (String list : List.of(
                "list<item?:uint8>",
                "large_list<item?:uint8>",
                "list_view<item?:uint8>",
                "large_list_view<item?:uint8>",
                "fixed_size_list(2)<item?:uint8>")) {
            List<Object> read = read(list, "ARRAY<SMALLINT>", Arrays.asList(List.of(1, 200), null, List.of(3, 4)));

            assertThat(read).as(list).hasSize(3);
            assertThat(read.get(0)).as(list).isEqualTo("[1, 200]");
            assertThat(read.get(1)).as(list).isNull();
            assertThat(read.get(2)).as(list).isEqualTo("[3, 4]");
        }
    }

    @Test
    void structsAndMaps_mayBeInsideEachOther() throws Exception {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("x", 1);
        point.put("tags", Map.of("a", List.of("b", "c")));

        List<Object> read = read(
                "struct<x?:uint16,tags?:map<key:utf8,value?:list<item?:utf8>>>",
                "ROW<x INT, tags MAP<STRING NOT NULL, ARRAY<STRING>>>",
                Arrays.asList(point, null));

        Row row = (Row) read.get(0);
        assertThat(row.getField("x")).isEqualTo(1);
        assertThat((String[]) ((Map<?, ?>) row.getField("tags")).get("a")).containsExactly("b", "c");
        assertThat(read.get(1)).isNull();
    }

    @Test
    void runs_areReadRowByRow() {
        Schema schema = schema("run_end_encoded<run_ends:int32,values:utf8>");
        Field field = schema.getFields().get(0);
        var runs = (RunEndEncodedVector) field.createVector(allocator);
        var ends = (IntVector) runs.getRunEndsVector();
        var values = (VarCharVector) runs.getValuesVector();
        int[] at = {2, 3, 5};
        for (int run = 0; run < at.length; run++) {
            ends.setSafe(run, at[run]);
            if (run != 1) {
                values.setSafe(run, ("run " + run).getBytes(StandardCharsets.UTF_8));
            }
        }
        ends.setValueCount(3);
        values.setValueCount(3);
        runs.setValueCount(5);
        try (Batch batch = Batch.of(new VectorSchemaRoot(List.of(field), List.of(runs), 5))) {
            assertThat(rows(batch, schema, "STRING")).containsExactly("run 0", "run 0", null, "run 2", "run 2");
        }
    }

    @Test
    void columns_areFoundByNameInAnyOrder() {
        Schema schema = SchemaText.parse("a INT, b STRING, c BIGINT NOT NULL");
        try (Batch batch = Values.encodeRows(schema, List.of(Map.of("a", 1, "b", "x", "c", 3)), allocator)) {
            RowType wanted = (RowType) LogicalTypeParser.parse(
                    "ROW<c BIGINT NOT NULL, a INT>", getClass().getClassLoader());
            ColumnarRowData row = ArrowColumns.match(schema, wanted, "P/m").row(batch);

            assertThat(row.getArity()).isEqualTo(2);
            assertThat(row.getLong(0)).isEqualTo(3);
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void mismatch_namesColumnTypeAndWhatIsDeclared() {
        assertThatThrownBy(() -> match("int64", "INT"))
                .hasMessageContaining("column 'c' is BIGINT (BIGINT), and is declared INT");
        assertThatThrownBy(() -> match("fixed_size_binary(3)", "VARBINARY(2)"))
                .hasMessageContaining("column 'c' is BINARY(3)");
        assertThatThrownBy(() -> match("decimal128(10,2)", "DECIMAL(10, 1)"))
                .hasMessageContaining("column 'c' is DECIMAL(10, 2)");
        assertThatThrownBy(() -> match("utf8", "VARCHAR(10)"))
                .hasMessageContaining("column 'c' is STRING (STRING), and is declared VARCHAR(10)");
        assertThatThrownBy(() -> match("list<item?:int8>", "ARRAY<TINYINT NOT NULL>"))
                .hasMessageContaining("column 'c', its elements, may be null, and is declared TINYINT NOT NULL");
        assertThatThrownBy(() -> match("struct<x?:int8>", "ROW<y TINYINT>"))
                .hasMessageContaining("column 'c' has the field 'x' where 'y' is declared");
        assertThatThrownBy(() -> match("map<key:utf8,value?:int8>", "MAP<STRING NOT NULL, INT>"))
                .hasMessageContaining("column 'c', its values, is TINYINT");
    }

    @Test
    void typesThatFlinkLacks_areNamed() {
        assertThatThrownBy(() -> match("dense_union<0=a?:int32,1=b?:utf8>", "INT"))
                .hasMessageContaining("column 'c' is dense_union<")
                .hasMessageContaining("Flink has no unions");
        assertThatThrownBy(() -> match("interval_month_day_nano", "INT"))
                .hasMessageContaining("Flink's intervals have months or days, not both");
    }

    @Test
    void valueThatDoesNotFit_isNamed() {
        assertThatThrownBy(() -> read("decimal256(40,2)", "DECIMAL(38, 2)", List.of("9".repeat(38) + ".00")))
                .hasMessageContaining("column 'c' of P/m")
                .hasMessageContaining("row 0");
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp(us), TIMESTAMP(3), 1969-12-31T23:59:59.999999, TIMESTAMP(6)",
        "timestamp(ns), TIMESTAMP(6), 1970-01-01T00:00:00.000000001, TIMESTAMP(9)",
        "timestamp(ms), TIMESTAMP(0), 2024-02-29T12:34:56.789, TIMESTAMP(3)",
        "'timestamp(us,tz=UTC)', TIMESTAMP_LTZ(3), 2024-02-29T12:34:56.789012Z, TIMESTAMP_LTZ(6)"
    })
    void timestampOfMoreDigitsThanAreDeclared_isNamed_withTheTypeToDeclare(
            String type, String declared, String value, String expected) {
        assertThatThrownBy(() -> read(type, declared, List.of(value)))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.OUT_OF_RANGE))
                .hasMessageContaining("column 'c' of P/m has the value ")
                .hasMessageContaining(" in row 0 of its batch, which the declared " + declared + " would cut: declare "
                        + expected + ", and")
                .hasMessageContaining("AS CAST(`c` AS " + declared + ")");
        assertThatThrownBy(() -> read("list<item?:" + type + ">", "ARRAY<" + declared + ">", List.of(List.of(value))))
                .hasMessageContaining("column 'c' of P/m has the value ")
                .hasMessageContaining("declare " + expected);
    }

    @Test
    void decimalOfMoreDigitsThanItsType_isNamed() {
        for (BigInteger unscaled :
                List.of(BigInteger.TEN.pow(18), BigInteger.TWO.pow(64).negate(), BigInteger.valueOf(Long.MIN_VALUE))) {
            DecimalVector vector = new DecimalVector("c", allocator, 18, 2);
            vector.allocateNew(1);
            vector.setValueCount(1);
            DecimalUtility.writeByteArrayToArrowBuf(
                    unscaled.toByteArray(), vector.getDataBuffer(), 0, DecimalVector.TYPE_WIDTH);
            BitVectorHelper.setBit(vector.getValidityBuffer(), 0);
            try (Batch batch = Batch.of(new VectorSchemaRoot(List.of(vector)))) {
                batch.root().setRowCount(1);
                RowData row = ArrowColumns.match(batch.schema(), declared("DECIMAL(18, 2)"), "P/m")
                        .row(batch);
                assertThatThrownBy(() -> row.getDecimal(0, 18, 2))
                        .hasMessageContaining("column 'c' of P/m has the value " + new BigDecimal(unscaled, 2))
                        .hasMessageContaining("Flink's DECIMAL(18, 2) cannot hold");
            }
        }
    }

    private static void match(String type, String flinkType) {
        ArrowColumns.match(schema(type), declared(flinkType), "P/m");
    }

    private static Schema schema(String type) {
        return SchemaText.parse("c " + type);
    }

    private static RowType declared(String flinkType) {
        LogicalType type = LogicalTypeParser.parse(flinkType, ArrowColumnsTest.class.getClassLoader());
        return RowType.of(new LogicalType[] {type}, new String[] {"c"});
    }

    private List<Object> read(String type, String flinkType, List<?> values) {
        Schema schema = schema(type);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(Collections.singletonMap("c", value));
        }
        try (Batch batch = Values.encodeRows(schema, rows, allocator)) {
            return rows(batch, schema, flinkType);
        }
    }

    private static List<Object> rows(Batch batch, Schema schema, String flinkType) {
        RowType declared = declared(flinkType);
        DataStructureConverter<Object, Object> converter =
                DataStructureConverters.getConverter(TypeConversions.fromLogicalToDataType(declared));
        converter.open(ArrowColumnsTest.class.getClassLoader());
        ArrowColumns columns = ArrowColumns.match(schema, declared, "P/m");
        ColumnarRowData view = columns.row(batch);
        List<Object> read = new ArrayList<>();
        for (int row = 0; row < batch.rowCount(); row++) {
            view.setRowId(row);
            read.add(shown(((Row) converter.toExternal(view)).getField(0)));
        }
        IntFunction<RowData> copies = columns.copies(batch);
        List<RowData> copied =
                IntStream.range(0, batch.rowCount()).mapToObj(copies).toList();
        batch.close();
        assertThat(copied)
                .as("copies outlive the batch")
                .extracting(row -> shown(((Row) converter.toExternal(row)).getField(0)))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(read);
        return read;
    }

    private static Object shown(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof Object[] elements ? Arrays.toString(elements) : value;
    }
}
