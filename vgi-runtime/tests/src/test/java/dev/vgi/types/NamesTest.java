package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "month, month",
        "vgiColumns, vgi_columns",
        "int8Field, int8_field",
        "annotatedInt32, annotated_int32",
        "httpURL, http_url",
        "URLPath, url_path",
        "x, x",
        "aB, a_b",
        "ABC, abc",
        "already_snake, already_snake",
        "_private, _private"
    })
    void toSnakeCase_separatesWords(String java, String wire) {
        assertThat(Names.toSnakeCase(java)).isEqualTo(wire);
    }
}
