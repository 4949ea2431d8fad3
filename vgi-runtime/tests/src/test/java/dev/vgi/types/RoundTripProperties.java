package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

class RoundTripProperties {
    /** Floating-point numbers are equal where their bits are. */
    private static final RecursiveComparisonConfiguration EXACT = RecursiveComparisonConfiguration.builder()
            .withEqualsForType(Float::equals, Float.class)
            .withEqualsForType(Double::equals, Double.class)
            .build();

    @Property
    void rows_surviveTheWire(@ForAll long seed) {
        RandomRows random = new RandomRows(seed);
        Schema schema = random.schema();
        List<Map<String, Object>> rows = random.rows(schema);

        try (BufferAllocator allocator = new RootAllocator();
                Batch written = Values.encodeRows(schema, rows, allocator);
                Batch read = Ipc.fromBytes(Ipc.toBytes(written), allocator)) {
            assertThat(Schemas.difference(read.schema(), schema)).isEmpty();
            assertThat(Values.rows(read)).usingRecursiveComparison(EXACT).isEqualTo(rows);
        }
    }

    @Property
    void rows_surviveJson(@ForAll long seed) {
        RandomRows random = new RandomRows(seed);
        Schema schema = random.schema();

        try (BufferAllocator allocator = new RootAllocator()) {
            for (Map<String, Object> row : random.rows(schema)) {
                String json = Values.toJson(row);
                try (Batch batch = Values.encode(schema, Values.parseObject(json), allocator)) {
                    assertThat(Values.row(batch, 0))
                            .usingRecursiveComparison(EXACT)
                            .isEqualTo(row);
                    assertThat(Values.toJson(batch, 0)).isEqualTo(json);
                }
            }
        }
    }

    @Property
    void schemas_surviveTheirTexts(@ForAll long seed) {
        Schema schema = new RandomRows(seed).schema();

        assertThat(Schemas.difference(SchemaText.parse(SchemaText.print(schema)), schema))
                .isEmpty();
        schema.getFields().forEach(field -> assertThat(TypeTokens.token(TypeTokens.parse("x", TypeTokens.token(field))))
                .isEqualTo(TypeTokens.token(field)));
    }
}
