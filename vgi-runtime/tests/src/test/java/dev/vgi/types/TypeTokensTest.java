package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypeTokensTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "bool",
                "float16",
                "decimal128(38,0)",
                "decimal256(76,10)",
                "fixed_size_binary(16)",
                "date64",
                "time32(ms)",
                "time64(ns)",
                "timestamp(s)",
                "timestamp(ns,tz=Europe/Berlin)",
                "timestamp(us,tz=+00:00)",
                "duration(ms)",
                "interval_months",
                "list<item:list<item?:int8>>",
                "large_list_view<item?:utf8_view>",
                "fixed_size_list(3)<item?:float32>",
                "struct<>",
                "struct<a:int64,b?:struct<c.d-e?:bool>>",
                "map<key:utf8,value?:int64>",
                "map<key:int32,value:map<key:utf8,value?:null>,keys_sorted>,keys_sorted",
                "dense_union<0=i:int64,5=s?:utf8>",
                "sparse_union<1=a?:bool>",
                "dictionary<index:int16,value:utf8>",
                "list<item?:dictionary<index:uint8,value:decimal128(4,2)>,ordered>",
                "run_end_encoded<run_ends:int32,values:utf8>"
            })
    void parse_readsWhatTokenWrites(String token) {
        assertThat(TypeTokens.token(TypeTokens.parse("x", token))).isEqualTo(token);
    }

    @Test
    void token_normalisesNamesOfChildren() {
        Field element = TypeSpec.of(TypeSpec.integer(64)).field("element", false);
        Field list = new Field(
                "x", FieldType.nullable(new org.apache.arrow.vector.types.pojo.ArrowType.List()), List.of(element));

        assertThat(TypeTokens.token(list)).isEqualTo("list<item:int64>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int",
                "INT64",
                "int64,",
                "list<int64>",
                "list<item:int64",
                "struct<a int64>",
                "decimal128(39,0)",
                "decimal128(4,5)",
                "time32(us)",
                "timestamp(us,tz=)",
                "fixed_size_binary(-1)",
                "fixed_size_binary(99999999999)",
                "map<utf8,int64>"
            })
    void parse_refusesWhatIsNoToken(String text) {
        assertThatThrownBy(() -> TypeTokens.parse("x", text))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("at position")
                .hasMessageContaining("expected");
    }

    @Test
    void parse_boundsTheDepth() {
        String deep = "list<item?:".repeat(100_000);

        assertThatThrownBy(() -> TypeTokens.parse("x", deep)).hasMessageContaining("at most 64 deep");
    }
}
