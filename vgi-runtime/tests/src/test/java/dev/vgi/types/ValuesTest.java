package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "BIGINT                 | 9007199254740993       | 9007199254740993",
                "BIGINT                 | \"9223372036854775807\" | 9223372036854775807",
                "BIGINT                 | 1.0                    | 1",
                "BIGINT                 | 1e3                    | 1000",
                "UINT64                 | 18446744073709551615   | 18446744073709551615",
                "DECIMAL(18,4)          | 12.5                   | 12.5000",
                "DECIMAL(18,4)          | \"-0.0001\"            | -0.0001",
                "DOUBLE                 | 0.1                    | 0.1",
                "DOUBLE                 | 3                      | 3.0",
                "DOUBLE                 | \"NaN\"                | \"NaN\"",
                "FLOAT                  | 0.1                    | 0.1",
                "BOOLEAN                | true                   | true",
                "BOOLEAN                | \"false\"              | false",
                "BINARY                 | \"AQI=\"               | \"AQI=\"",
                "DATE                   | \"2024-02-29\"         | \"2024-02-29\"",
                "TIMESTAMP              | \"2024-02-29T12:00:00+02:00\" | \"2024-02-29T10:00:00Z\"",
                "TIMESTAMP_NTZ          | \"2024-02-29 12:00:00.5\" | \"2024-02-29T12:00:00.500\"",
                "time64(us)             | \"23:59:59.999999\"    | \"23:59:59.999999\"",
                "duration(us)           | \"PT1H30M\"            | \"PT1H30M\"",
                "interval_month_day_nano | \"P1Y2M3DT4H\"        | \"P1Y2M3DT4H\"",
                "dictionary<index:int16,value:utf8> | \"ACTIVE\" | \"ACTIVE\"",
                "ARRAY<INT>             | [1,null]               | [1,null]",
                "STRUCT<a: INT, b: INT> | {\"b\":2}              | {\"a\":null,\"b\":2}",
                "MAP<STRING, INT>       | {\"k\":1}              | {\"k\":1}",
                "MAP<STRING, INT>       | [[\"k\",1]]            | {\"k\":1}",
                "MAP<INT, INT>          | {\"7\":1}              | [[7,1]]",
                "BIGINT                 | null                   | null"
            })
    void encode_takesJson(String type, String given, String read) {
        try (Batch batch = encode("v " + type, "{\"v\":" + given + "}")) {
            assertThat(Values.toJson(batch, 0)).isEqualTo("{\"v\":" + read + "}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "INT            | 2147483648   | v: found 2147483648, expected int32",
                "INT            | 1.5          | v: found 1.5, expected int32",
                "INT            | \"x\"        | v: found \"x\", expected int32",
                "INT            | true         | v: found true, expected int32",
                "INT            | [1]          | v: found a list of 1, expected int32",
                "INT            | 1e999999999  | v: found 1E+999999999, expected int32",
                "UINT8          | -1           | v: found -1, expected uint8",
                "DECIMAL(4,2)   | 0.001        | v: found 0.001, expected decimal128(4,2)",
                "DECIMAL(4,2)   | 100          | v: found 100, expected decimal128(4,2)",
                "DOUBLE         | 9007199254740993 | v: found 9007199254740993, expected float64",
                "DOUBLE         | 1e400        | expected float64",
                "FLOAT          | 1e39         | expected float32",
                "STRING         | 1            | v: found 1, expected a string",
                "BINARY         | \"?\"        | expected bytes in base64",
                "fixed_size_binary(2) | \"AQ==\" | found 1 bytes, expected exactly 2 bytes",
                "DATE           | \"2024-02-30\" | expected a date such as",
                "TIMESTAMP      | \"2024-02-29T12:00:00\" | expected a date and time with an offset",
                "TIMESTAMP_NTZ  | \"2024-02-29T12:00:00Z\" | expected a date and time without an offset",
                "TIMESTAMP      | \"2024-02-29T12:00:00.1234567Z\" | no finer fraction than the column's unit us",
                "timestamp(ns,tz=UTC) | \"2300-01-01T00:00:00Z\" | expected timestamp(ns)",
                "ARRAY<INT NOT NULL> | [1,null] | v[1]: found null, expected a value of int32, which is not nullable",
                "ARRAY<STRUCT<a: INT>> | [{},{\"a\":\"x\"}] | v[1].a: found \"x\", expected int32",
                "STRUCT<a: INT> | {\"b\":1}    | v: found the unknown name 'b', expected the fields a",
                "STRUCT<a: INT NOT NULL> | {}  | v: missing fields that are not nullable: a (int32)",
                "MAP<STRING, ARRAY<INT>> | {\"k\":[0,\"y\"]} | v[\"k\"][1]: found \"y\", expected int32",
                "MAP<STRING, INT> | [[\"k\"]]  | expected a list of [key, value] pairs",
                "fixed_size_list(2)<item?:int8> | [1] | v: found 1 elements, expected exactly 2"
            })
    void encode_refusesWhatWouldBeLost(String type, String given, String message) {
        assertThatThrownBy(() -> encode("v " + type, "{\"v\":" + given + "}"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    @Test
    void encode_listsAllParametersThatAreMissing() {
        assertThatThrownBy(() -> encode("a BIGINT NOT NULL, b STRING, c STRING NOT NULL", "{}"))
                .hasMessage("missing parameters that are not nullable: a (int64), c (utf8)");
    }

    @Test
    void encode_namesTheParametersInPlaceOfAnUnknownOne() {
        assertThatThrownBy(() -> encode("month BIGINT, carrier STRING", "{\"moth\":1}"))
                .hasMessage("found the unknown name 'moth', expected the parameters month, carrier");
    }

    @Test
    void encode_takesNaturalObjects() {
        Schema schema =
                SchemaText.parse("n BIGINT, d DECIMAL(4,2), at TIMESTAMP, day DATE, bytes BINARY, list ARRAY<INT>");
        Map<String, Object> row = Map.of(
                "n",
                5,
                "d",
                BigInteger.TEN,
                "at",
                Instant.EPOCH,
                "day",
                LocalDate.EPOCH,
                "bytes",
                new byte[] {1},
                "list",
                new int[] {1, 2});

        try (Batch batch = Values.encode(schema, row, allocator)) {
            assertThat(Values.row(batch, 0))
                    .containsEntry("n", 5L)
                    .containsEntry("d", new BigDecimal("10.00"))
                    .containsEntry("at", Instant.EPOCH)
                    .containsEntry("day", LocalDate.EPOCH)
                    .containsEntry("bytes", new byte[] {1})
                    .containsEntry("list", List.of(1, 2));
        }
    }

    @Test
    void encodeRows_pathStartsWithTheRow() {
        Schema schema = SchemaText.parse("v INT NOT NULL");
        Map<String, Object> missing = new HashMap<>();
        missing.put("v", null);

        assertThatThrownBy(() -> Values.encodeRows(schema, List.of(Map.of("v", 1), missing), allocator))
                .hasMessage("[1].v: found null, expected a value of int32, which is not nullable");
    }

    @Test
    void encode_refusesMoreDictionaryValuesThanTheIndexNumbers() {
        Schema schema = SchemaText.parse("v dictionary<index:int8,value:utf8>");
        List<Map<String, String>> rows = java.util.stream.IntStream.range(0, 129)
                .mapToObj(i -> Map.of("v", "value " + i))
                .toList();

        assertThatThrownBy(() -> Values.encodeRows(schema, rows, allocator))
                .hasMessageContaining("[128].v: found more than 128 different values");
    }

    @Test
    void encode_ofAUnion_isUnimplemented() {
        assertThatThrownBy(() -> encode("v dense_union<0=i:int64>", "{\"v\":1}"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
                .hasMessageContaining("column 'v'");
    }

    @Test
    void encode_withoutParameters_isOneRow() {
        try (Batch batch = Values.encode(new Schema(List.of()), Map.of(), allocator)) {
            assertThat(batch.rowCount()).isEqualTo(1);
        }
    }

    @Test
    void floats_keepTheSignOfZero() {
        try (Batch batch = Values.encode(SchemaText.parse("v DOUBLE"), Map.of("v", -0.0), allocator)) {
            assertThat(Values.row(batch, 0)).containsEntry("v", -0.0);
        }
    }

    @Test
    void parseObject_keepsNumbersExact() {
        assertThat(Values.parseObject("{\"a\":0.10000000000000000001,\"b\":123456789012345678901234567890,\"c\":null}"))
                .containsEntry("a", new BigDecimal("0.10000000000000000001"))
                .containsEntry("b", new BigInteger("123456789012345678901234567890"))
                .containsEntry("c", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1]               | found a list of 1 as JSON, expected an object",
                "null              | found null as JSON, expected an object",
                "{\"a\":1          | at line 1, column",
                "{\"a\":1} x       | at line 1, column",
                "{\"a\":1,\"a\":2} | Duplicate field 'a'"
            })
    void parseObject_refusesAllElse(String json, String message) {
        assertThatThrownBy(() -> Values.parseObject(json))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "BIGINT        | 1         | 1",
                "STRING        | 1         | \"1\"",
                "BOOLEAN       | true      | true",
                "DATE          | 2024-01-31 | \"2024-01-31\"",
                "ARRAY<STRING> | [\"a\"]   | [\"a\"]",
                "MAP<STRING, INT> | {\"a\":1} | {\"a\":1}"
            })
    void parseText_readsAnOption(String type, String text, String read) {
        Schema schema = SchemaText.parse("v " + type);
        Object value = Values.parseText(schema.getFields().get(0), text);

        try (Batch batch = Values.encode(schema, Map.of("v", value), allocator)) {
            assertThat(Values.toJson(batch, 0)).isEqualTo("{\"v\":" + read + "}");
        }
    }

    private Batch encode(String schema, String json) {
        return Values.encode(SchemaText.parse(schema), Values.parseObject(json), allocator);
    }
}
