package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Memory memory = Memory.create();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void close_freesTheVectors_onceOrMore() {
        Batch batch = numbers();
        assertThat(memory.allocatedBytes()).isPositive();

        batch.close();
        batch.close();

        assertThat(memory.allocatedBytes()).isZero();
        assertThat(batch.isClosed()).isTrue();
        assertThat(batch.schema().getFields()).hasSize(1);
        assertThat(batch).hasToString("Batch[n: Int(64, true)] (closed)");
        assertThatThrownBy(batch::root)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void close_fromManyThreads_releasesOnce() {
        var releases = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            Batch batch = numbers().onClose(releases::incrementAndGet);
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(batch::close),
                            CompletableFuture.runAsync(batch::close),
                            CompletableFuture.runAsync(batch::close))
                    .join();
        }
        assertThat(releases).hasValue(200);
    }

    @Test
    void take_movesTheContent() {
        Batch first = numbers();
        Batch second = first.take();

        assertThat(first.isClosed()).isTrue();
        assertThat(second.rowCount()).isEqualTo(2);
        assertThatThrownBy(first::take).isInstanceOf(IllegalStateException.class);

        first.close();
        assertThat(Streams.values(second.vector(0))).containsExactly("7", "8");
        second.close();
    }

    @Test
    void withMetadata_movesTheContent() {
        Batch first = numbers();
        try (Batch second = first.withMetadata(Metadata.of("k", "v"))) {
            assertThat(first.isClosed()).isTrue();
            assertThat(first.metadata().isEmpty()).isTrue();
            assertThat(second.metadata()).isEqualTo(Metadata.of("k", "v"));
        }
    }

    @Test
    void onClose_runsInOrder_afterTheContent_alsoWhenOneFails() {
        var order = new ArrayList<String>();
        Batch batch = numbers()
                .onClose(() -> {
                    assertThat(memory.allocatedBytes()).isZero();
                    order.add("first");
                    throw new IllegalStateException("first");
                })
                .onClose(() -> {
                    order.add("second");
                    throw new IllegalStateException("second");
                })
                .onClose(() -> order.add("third"));

        assertThatThrownBy(batch::close).hasMessage("first").satisfies(e -> assertThat(e.getSuppressed())
                .hasSize(1));
        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    void withoutColumns_standsForItsRows() {
        try (Batch batch = Batch.withoutColumns(3)) {
            assertThat(batch.rowCount()).isEqualTo(3);
            assertThat(batch.byteSize()).isZero();
            assertThat(batch).hasToString("Batch[] of 3 rows");
        }
        assertThatThrownBy(() -> Batch.withoutColumns(-1)).isInstanceOf(VgiException.class);
    }

    @Test
    void empty_hasTheSchemaAndItsDictionaries() {
        var schema = new Schema(
                List.of(
                        Field.nullable("n", new ArrowType.Int(64, true)),
                        new Field(
                                "colour",
                                new FieldType(
                                        true,
                                        ArrowType.Utf8.INSTANCE,
                                        new DictionaryEncoding(5, false, new ArrowType.Int(16, true))),
                                null)),
                java.util.Map.of("about", "colours"));

        try (Batch batch = Batch.empty(schema, memory.allocator())) {
            assertThat(batch.schema()).isSameAs(schema);
            assertThat(batch.rowCount()).isZero();
            assertThat(batch.dictionaries().getDictionaryIds()).containsExactly(5L);
        }
    }

    @Test
    void of_withoutADictionaryThatAFieldNames_takesNothing() {
        var field = new Field(
                "colour",
                new FieldType(true, new ArrowType.Int(16, true), new DictionaryEncoding(5, false, null)),
                null);
        try (VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of(field)), memory.allocator())) {
            assertThatThrownBy(() -> Batch.of(root, new DictionaryProvider.MapDictionaryProvider()))
                    .isInstanceOfSatisfying(VgiException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
                        assertThat(e).hasMessageContaining("'colour'").hasMessageContaining("dictionary 5");
                    });
        }
    }

    @Test
    void byteSize_isThatOfTheValues() {
        try (Batch batch = numbers()) {
            assertThat(batch.byteSize()).isEqualTo(1 + 2 * Long.BYTES);
        }
    }

    @Test
    void vector_byNameOrPosition() {
        try (Batch batch = numbers()) {
            assertThat(batch.vector("n")).isSameAs(batch.vector(0));
            assertThat(batch.vector("other")).isNull();
        }
    }

    @Test
    void of_aRootWithSeveralColumns_closesThemAll() {
        var a = new IntVector("a", memory.allocator());
        var b = new IntVector("b", memory.allocator());
        a.allocateNew(1);
        b.allocateNew(1);
        Batch.of(new VectorSchemaRoot(List.of(a, b))).close();
        assertThat(memory.allocatedBytes()).isZero();
    }

    private Batch numbers() {
        var vector = new BigIntVector("n", memory.allocator());
        vector.allocateNew(2);
        vector.set(0, 7);
        vector.set(1, 8);
        vector.setValueCount(2);
        return Batch.of(new VectorSchemaRoot(List.of(vector)));
    }
}
