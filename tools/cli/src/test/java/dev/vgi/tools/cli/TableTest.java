package dev.vgi.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    private String print(int width, String columns, List<? extends Map<String, ?>> rows) {
        Schema schema = SchemaText.parse(columns);
        var table = new Table(new PrintStream(shown, true, StandardCharsets.UTF_8), width);
        try (Batch batch = Values.encodeRows(schema, rows, allocator)) {
            table.batch(batch, rows.size());
        }
        table.end(schema);
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void numbersStandRight_textLeft() {
        assertThat(print(0, "name STRING, count BIGINT", List.of(Map.of("name", "a", "count", 12345678))))
                .isEqualTo("""
                        name       count
                        STRING    BIGINT
                        ------  --------
                        a       12345678
                        1 row
                        """);
    }

    @Test
    void controlCharacters_areSpelledOut() {
        assertThat(print(0, "name STRING", List.of(Map.of("name", "a\n\u001b[31m"))))
                .contains("a\\n\\u001b[31m");
    }

    @Test
    void wideCells_areCutToTheTerminal() {
        String table = print(30, "a STRING, b STRING", List.of(Map.of("a", "x".repeat(50), "b", "y".repeat(10))));

        assertThat(table).contains("x".repeat(17) + "…  " + "y".repeat(10));
        assertThat(table.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
    }

    @Test
    void columnsWithoutSpace_areNamedBelow() {
        assertThat(print(
                        20,
                        "first STRING, second STRING, third STRING",
                        List.of(Map.of("first", "x".repeat(20), "second", "y".repeat(20), "third", "z"))))
                .contains("xxxxxxx…  yyyyyyy…")
                .endsWith("1 row; not shown for want of space: third\n");
    }

    @Test
    void rowsBeyondThoseThatWereMeasured_followInTheSameColumns() {
        List<Map<String, Long>> rows =
                LongStream.range(0, 2_500).mapToObj(i -> Map.of("i", i)).toList();

        assertThat(print(0, "i BIGINT", rows).lines()).hasSize(3 + 2_500 + 1).endsWith("  2499", "2500 rows");
    }

    @Test
    void noColumns_areCountedOnly() {
        assertThat(print(0, "", List.of(Map.of(), Map.of()))).isEqualTo("2 rows\n");
    }
}
