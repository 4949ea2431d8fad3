package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that pyarrow wrote, see src/test/python/golden_streams.py: four rows, none, the last two, the middle two. */
class WideningTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1 << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @ParameterizedTest
    @CsvSource({
        "decimal32, 999.99, 'DECIMAL(5,2)'",
        "decimal32-lz4, 999.99, 'DECIMAL(5,2)'",
        "decimal64, 9999999999999999.99, 'DECIMAL(18,2)'"
    })
    void narrowDecimals_areWideOnes_whereverTheyStand(String name, String largest, String type) {
        assertShapes(name, type, Arrays.asList("-1.25", null, largest, "-" + largest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-bytes", "no-bytes-lz4"})
    void binaryOfNoBytes_isBinary_whereverItStands(String name) {
        assertShapes(name, "BINARY", Arrays.asList("\"\"", null, "\"\"", "\"\""));
    }

    @ParameterizedTest
    @CsvSource({"texts, Utf8", "numbers, 'Int(64, true)'"})
    void dictionaryOfADictionary_isRefusedByName_whereItIsRead(String column, String type) {
        List<Batch> batches = Streams.read(Streams.golden("dictionary-of-dictionary"), scope);
        try (Batch batch = batches.get(0)) {
            assertThat(Streams.values(Objects.requireNonNull(batch.vector("plain"))))
                    .containsExactly("x", "y", "null", "z");
            long id = Objects.requireNonNull(batch.schema().findField(column).getDictionary())
                    .getId();
            assertThatThrownBy(() -> batch.dictionaries().lookup(id))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
                    .hasMessageContaining("column '" + column + "' cannot be read")
                    .hasMessageContaining("values of " + type + ", so it is a dictionary of a dictionary");
        }
    }

    @Test
    void describedSchema_isThatOfTheBatches() throws IOException {
        byte[] message = Streams.golden("decimal64");
        Schema described = SchemaMessage.fromBytes(message, Limits.RAW);

        try (IpcReader reader = IpcReader.open(new FrameReader(message, Limits.RAW), scope, Validation.FULL)) {
            assertThat(reader.schema()).isEqualTo(described);
        }
        assertThat(described.findField("plain").getType()).isEqualTo(new ArrowType.Decimal(18, 2, 128));
    }

    @Test
    void schemaWithNothingToWiden_isItself() {
        var schema = new Schema(List.of(new Field(
                "n", new FieldType(false, new ArrowType.Decimal(5, 2, 256), null, Map.of("k", "v")), List.of())));

        assertThat(Widening.widened(schema)).isSameAs(schema);
    }

    /** @param values those of the first batch, as JSON */
    private void assertShapes(String name, String type, List<String> values) {
        List<Batch> batches = Streams.read(Streams.golden(name), scope);
        try {
            Batch all = batches.get(0);
            assertThat(SchemaText.print(all.schema()))
                    .isEqualTo("plain " + type + ", struct STRUCT<v: " + type + ", t: STRING>, list ARRAY<" + type
                            + ">, fixed fixed_size_list(1)<item?:" + type + ">, map MAP<STRING, " + type
                            + ">, dictionary dictionary<index:int8,value:" + type
                            + ">, runs run_end_encoded<run_ends:INT,values:" + type + ">, text STRING");
            String first = values.get(0);
            String third = values.get(2);
            String fourth = values.get(3);
            assertThat(json(all))
                    .containsExactly(
                            row(first, "{\"v\":" + first + ",\"t\":\"a\"}", "[" + first + ",null]", "a", fourth),
                            row(null, null, "[" + third + "]", "b", null),
                            row(third, "{\"v\":" + third + ",\"t\":\"c\"}", "[]", "c", first),
                            row(fourth, "{\"v\":" + fourth + ",\"t\":\"d\"}", "[" + fourth + "]", "d", third));
            if (batches.size() > 1) {
                assertThat(json(batches.get(1))).isEmpty();
                assertThat(json(batches.get(2))).isEqualTo(json(all).subList(2, 4));
                assertThat(json(batches.get(3))).isEqualTo(json(all).subList(1, 3));
            }
            assertThat(Objects.requireNonNull(all.vector("plain")).getNullCount())
                    .isOne();
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private static String row(String plain, String struct, String list, String text, String word) {
        return "{\"plain\":" + plain + ",\"struct\":" + struct + ",\"list\":" + list + ",\"fixed\":[" + plain
                + "],\"map\":{\"" + text + "\":" + plain + "},\"dictionary\":" + word + ",\"runs\":" + plain
                + ",\"text\":\"" + text + "\"}";
    }

    private static List<String> json(Batch batch) {
        var rows = new ArrayList<String>();
        for (int row = 0; row < batch.rowCount(); row++) {
            rows.add(Values.toJson(batch, row));
        }
        return rows;
    }
}
