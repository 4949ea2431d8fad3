package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "month BIGINT                    | month?: int64",
                "month bigint                    | month?: int64",
                "month BIGINT NOT NULL           | month: int64",
                "month: long not null            | month: int64",
                "b BOOLEAN                       | b?: bool",
                "i INT                           | i?: int32",
                "i SMALLINT                      | i?: int16",
                "i TINYINT                       | i?: int8",
                "f FLOAT                         | f?: float32",
                "d DOUBLE                        | d?: float64",
                "s STRING                        | s?: utf8",
                "b BINARY                        | b?: binary",
                "d DATE                          | d?: date32",
                "t TIMESTAMP                     | t?: timestamp(us,tz=UTC)",
                "t TIMESTAMP_NTZ                 | t?: timestamp(us)",
                "t timestamp(ns,tz=Asia/Tokyo)   | t?: timestamp(ns,tz=Asia/Tokyo)",
                "a DECIMAL(18,4)                 | a?: decimal128(18,4)",
                "a DECIMAL(18)                   | a?: decimal128(18,0)",
                "a DECIMAL                       | a?: decimal128(10,0)",
                "u UINT8                         | u?: uint8",
                "u int64 NOT NULL                | u: int64",
                "l ARRAY<STRING>                 | l?: list<item?:utf8>",
                "l ARRAY<STRING NOT NULL>        | l?: list<item:utf8>",
                "l list<item?:utf8>              | l?: list<item?:utf8>",
                "l large_list<item:INT>          | l?: large_list<item:int32>",
                "m MAP<STRING, INT>              | m?: map<key:utf8,value?:int32>",
                "m map<string, int not null>     | m?: map<key:utf8,value:int32>",
                "m map<key:utf8,value?:int64>    | m?: map<key:utf8,value?:int64>",
                "s STRUCT<a: INT NOT NULL, b: STRING> | s?: struct<a:int32,b?:utf8>",
                "s struct<a int, b?: string>     | s?: struct<a?:int32,b?:utf8>",
                "`a b``c` INT                    | a b`c?: int32",
                "e dictionary<index:int16,value:STRING> NOT NULL | e: dictionary<index:int16,value:utf8>"
            })
    void parse_readsOneColumn(String text, String column) {
        assertThat(columns(SchemaText.parse(text))).containsExactly(column);
    }

    @Test
    void parse_keepsTheDeclaredOrder() {
        assertThat(columns(SchemaText.parse("month BIGINT, columns ARRAY<STRING>,\n name STRING NOT NULL")))
                .containsExactly("month?: int64", "columns?: list<item?:utf8>", "name: utf8");
    }

    @Test
    void parse_ofNothing_hasNoColumns() {
        assertThat(SchemaText.parse(" ").getFields()).isEmpty();
    }

    @Test
    void parse_givesEachDictionaryItsId() {
        Schema schema =
                SchemaText.parse("a dictionary<index:int8,value:STRING>, b dictionary<index:int8,value:STRING>");

        assertThat(schema.getFields())
                .extracting(field -> field.getDictionary().getId())
                .containsExactly(0L, 1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "month                     | at position 5 of 'month': found the end, expected a type",
                "month BIGGINT             | at position 6 of 'month BIGGINT': found 'BIGGINT', expected a type",
                "month BIGINT name STRING  | found 'name STRING', expected ','",
                "month BIGINT, , b INT     | found ', b INT', expected a name",
                "a INT, a STRING           | at position 7 of 'a INT, a STRING': found 'a STRING', expected a name that is not",
                "month BIGINT NOT          | expected NOT NULL",
                "l ARRAY<INT               | found the end, expected '>'",
                "a DECIMAL(99,1)           | expected a precision of 1 to 38",
                "`a INT                    | expected a closing backtick"
            })
    void parse_pointsToWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> SchemaText.parse(text))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining(message);
    }

    @Test
    void print_isForPeople() {
        String text = "month BIGINT, name STRING NOT NULL, amount DECIMAL(18,4), s STRUCT<a: INT NOT NULL, b: STRING>, "
                + "m MAP<STRING, INT>, l ARRAY<DATE>, t TIMESTAMP, n TIMESTAMP_NTZ, u UINT8, o time64(ns), `x y` BINARY";

        assertThat(SchemaText.print(SchemaText.parse(text))).isEqualTo(text);
    }

    private static List<String> columns(Schema schema) {
        return schema.getFields().stream().map(SchemaTextTest::column).toList();
    }

    private static String column(Field field) {
        return field.getName() + (field.isNullable() ? "?: " : ": ") + TypeTokens.token(field);
    }
}
