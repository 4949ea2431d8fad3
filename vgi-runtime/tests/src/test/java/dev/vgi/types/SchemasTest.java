package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a INT, x INT NOT NULL | a INT, x BIGINT     | column 2 'x': found int32 not null, expected int64",
                "a INT                 | a INT NOT NULL      | column 1 'a': found int32, expected int32 not null",
                "a ARRAY<INT>          | a ARRAY<INT NOT NULL> | column 1 'a': found list<item?:int32>, expected list<item:int32>",
                "a INT                 | a INT, b INT        | found the columns (a), expected (a, b)",
                "b INT, a INT          | a INT, b INT        | found the columns (b, a), expected (a, b)"
            })
    void difference_isOneLine(String found, String expected, String line) {
        Schema left = SchemaText.parse(found);
        Schema right = SchemaText.parse(expected);

        assertThat(Schemas.difference(left, right)).isEqualTo(line);
        assertThat(Schemas.sameFields(left, right)).isFalse();
    }

    @Test
    void metadataAndDictionaryIds_doNotCount() {
        Schema twice = SchemaText.parse("a dictionary<index:int8,value:STRING>, b dictionary<index:int8,value:STRING>");
        Schema swapped = new Schema(
                java.util.List.of(
                        new DictionaryIds().renumber(twice.getFields().get(0)),
                        new DictionaryIds().renumber(twice.getFields().get(1))),
                Map.of("key", "value"));

        assertThat(Schemas.sameFields(twice, swapped)).isTrue();
        assertThat(Schemas.difference(twice, swapped)).isEmpty();
    }
}
