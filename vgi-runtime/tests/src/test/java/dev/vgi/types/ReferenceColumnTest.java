package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of less common types, as pyarrow writes them. */
class ReferenceColumnTest {
    private static final JsonNode COLUMNS = columns();

    static List<String> names() {
        List<String> names = new ArrayList<>();
        COLUMNS.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @ParameterizedTest
    @MethodSource("names")
    void column_isReadFromPyarrowsBytes(String name) {
        JsonNode column = COLUMNS.get(name);
        byte[] stream = Base64.getDecoder().decode(column.get("stream").textValue());

        try (BufferAllocator allocator = new RootAllocator();
                Batch batch = Ipc.fromBytes(stream, allocator)) {
            assertThat(TypeTokens.token(batch.schema().getFields().get(0)))
                    .isEqualTo(column.get("type").textValue());
            List<String> rows = new ArrayList<>();
            for (int row = 0; row < batch.rowCount(); row++) {
                rows.add(Values.toJson(batch, row));
            }
            List<String> expected = new ArrayList<>();
            column.get("values").forEach(value -> expected.add("{\"v\":" + value + "}"));
            assertThat(rows).isEqualTo(expected);
        }
    }

    private static JsonNode columns() {
        try {
            return new ObjectMapper()
                    .readTree(ReferenceColumnTest.class.getResource("reference.json"))
                    .get("columns");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
