package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that pyarrow wrote, see src/test/python/golden_streams.py. */
class GoldenStreamTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1 << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void everyType_withNulls() {
        withBatches("types", batches -> {
            Map<String, List<String>> values = new LinkedHashMap<>();
            batches.get(0).root().getFieldVectors().forEach(v -> values.put(v.getName(), Streams.values(v)));
            assertThat(values)
                    .containsEntry("null", List.of("null", "null", "null", "null"))
                    .containsEntry("bool", List.of("true", "null", "false", "null"))
                    .containsEntry("int8", List.of("-128", "null", "127", "null"))
                    .containsEntry("int64", List.of("-9223372036854775808", "null", "9223372036854775807", "null"))
                    .containsEntry("float64", List.of("1.5", "null", "-2.0", "null"))
                    .containsEntry("decimal128", List.of("1.250", "null", "-7.000", "null"))
                    .containsEntry("decimal256", List.of("1.25000", "null", "-7.00000", "null"))
                    .containsEntry("date32", List.of("19782", "null", "19782", "null"))
                    .containsEntry("time64_us", List.of("3723000004", "null", "86399000000", "null"))
                    .containsEntry(
                            "timestamp_us", List.of("2024-02-29T12:34:56", "null", "2024-02-29T12:34:56", "null"))
                    .containsEntry("duration_us", List.of("PT1M30S", "null", "PT0S", "null"))
                    .containsEntry(
                            "interval", List.of("P1M2D PT0.000000003S", "null", "P-1M-2D PT-0.000000003S", "null"))
                    .containsEntry("binary", List.of("00ff", "null", "", "null"))
                    .containsEntry("string", List.of("text", "null", "gäste 🐟", "null"))
                    .containsEntry("large_string", List.of("text", "null", "gäste 🐟", "null"))
                    .containsEntry("string_view", List.of("inline", "null", "länger als zwölf Bytes", "null"))
                    .containsEntry("string_view_inline", List.of("inline", "null", "", "null"))
                    .containsEntry("fixed_size_binary", List.of("616263", "null", "78797a", "null"))
                    .containsEntry("list", List.of("[1,null,3]", "null", "[]", "null"))
                    .containsEntry("large_list", List.of("[\"a\",null]", "null", "[]", "null"))
                    .containsEntry("list_view", List.of("[1,null,3]", "null", "[]", "null"))
                    .containsEntry("large_list_view", List.of("[1,null,3]", "null", "[]", "null"))
                    .containsEntry("fixed_size_list", List.of("[1,2]", "null", "[3,null]", "null"))
                    .containsEntry("struct", List.of("{\"x\":1,\"y\":\"a\"}", "null", "{\"y\":\"c\"}", "null"))
                    .containsEntry(
                            "map", List.of("[{\"key\":\"a\",\"value\":1},{\"key\":\"b\"}]", "null", "[]", "null"))
                    .containsEntry(
                            "list_of_struct",
                            List.of(
                                    "[{\"x\":1,\"tags\":[\"a\",\"b\"]},null]",
                                    "null",
                                    "[{\"x\":2,\"tags\":[]}]",
                                    "null"))
                    .containsEntry("sparse_union", List.of("1", "b", "3", "null"))
                    .containsEntry("dense_union", List.of("1", "a", "3", "null"))
                    .containsEntry("run_end_encoded", List.of("run", "run", "null", "null"))
                    .containsEntry("run_end_encoded_int16", List.of("1.5", "null", "null", "2.5"))
                    .containsEntry("list_of_dictionary", List.of("[0,1]", "null", "[0,null]", "null"));
            assertThat(decoded(batches.get(0), "dictionary")).containsExactly("red", "null", "green", "null");
            assertThat(decoded(batches.get(0), "dictionary_uint16")).containsExactly("7", "null", "8", "null");
        });
    }

    @Test
    void everyType_emptyAndWithoutNullsAndSliced() {
        withBatches("types", batches -> {
            assertThat(batches.stream().map(Batch::rowCount)).containsExactly(4, 0, 4, 2, 1);
            assertThat(Streams.values(column(batches.get(1), "list"))).isEmpty();
            assertThat(Streams.values(column(batches.get(2), "list")))
                    .containsExactly("[1,null,3]", "[]", "[]", "[1,null,3]");
            assertThat(column(batches.get(2), "string").getNullCount()).isZero();
            assertThat(Streams.values(column(batches.get(3), "string"))).containsExactly("null", "gäste 🐟");
            assertThat(Streams.values(column(batches.get(3), "dense_union"))).containsExactly("a", "3");
            assertThat(Streams.values(column(batches.get(4), "struct"))).containsExactly("null");
        });
    }

    @Test
    void schema_keepsNamesAndMetadata() {
        withBatches("types", batches -> {
            assertThat(batches.get(0).schema().getCustomMetadata()).containsEntry("about", "every type");
            assertThat(batches.get(0).schema().findField("struct").getMetadata())
                    .containsEntry("about", "struct");
            assertThat(batches.get(0).schema().findField("uuid").getMetadata())
                    .containsEntry("ARROW:extension:name", "arrow.uuid");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "texts"})
    void compressedBuffers_readLikeOthers(String name) {
        withBatches(
                name + "-zstd",
                zstd -> withBatches(name + "-lz4", lz4 -> {
                    assertThat(lz4).hasSameSizeAs(zstd);
                    for (int i = 0; i < lz4.size(); i++) {
                        Streams.assertSame(lz4.get(i), zstd.get(i));
                    }
                }));
        withBatches(
                "types-lz4",
                lz4 -> withBatches("types", plain -> {
                    for (int i = 0; i < lz4.size(); i++) {
                        Streams.assertSame(lz4.get(i), plain.get(i));
                    }
                }));
    }

    @Test
    void compressedText_isWhole() {
        withBatches("texts-lz4", batches -> {
            FieldVector text = column(batches.get(0), "text");
            FieldVector length = column(batches.get(0), "length");
            for (int row = 0; row < 3000; row++) {
                assertThat(text.getObject(row))
                        .hasToString("row " + row * row % 97 + " of " + "abcdefghij".repeat(row % 9));
                assertThat(length.getObject(row))
                        .isEqualTo((long) text.getObject(row).toString().length());
            }
        });
    }

    @Test
    void dictionaries_areThoseInForceForEachBatch() {
        withBatches("dictionaries", batches -> {
            assertThat(decoded(batches.get(0), "colour")).isEmpty();
            assertThat(decoded(batches.get(1), "colour")).containsExactly("red", "green", "null");
            assertThat(decoded(batches.get(2), "colour")).containsExactly("blue", "blue", "red");
            assertThat(decoded(batches.get(3), "colour")).containsExactly("white", "white");
        });
    }

    @Test
    void nestedDictionaries_areResolved() {
        withBatches("dictionaries", batches -> {
            Batch batch = batches.get(1);
            assertThat(decoded(batch, "place"))
                    .containsExactly("{\"city\":0,\"n\":2}", "{\"city\":1,\"n\":1}", "{\"city\":0,\"n\":0}");
            assertThat(batch.schema().findField("place").getChildren().get(0).getDictionary())
                    .isNotNull();
            long cities = batch.schema()
                    .findField("place")
                    .getChildren()
                    .get(0)
                    .getDictionary()
                    .getId();
            assertThat(Streams.values(
                            Objects.requireNonNull(batch.dictionaries().lookup(cities))
                                    .getVector()))
                    .containsExactly("Ulm", "Bonn");
        });
    }

    @Test
    void dictionaryDeltas_extendWhatIsInForce() {
        withBatches("dictionary-deltas", batches -> {
            assertThat(decoded(batches.get(1), "colour")).containsExactly("red", "green", "null");
            assertThat(decoded(batches.get(2), "colour")).containsExactly("blue", "blue", "red");
        });
    }

    @Test
    void metadata_travelsWithEachBatch() {
        withBatches("metadata", batches -> assertThat(batches.stream().map(Batch::metadata))
                .containsExactly(
                        Metadata.of("key", "value").with("vgi_rpc.method", "für"),
                        Metadata.EMPTY,
                        Metadata.of("empty", "")));
    }

    @Test
    void legacyFraming_withoutContinuationMarker_isRead() {
        withBatches("legacy", batches -> {
            assertThat(batches).hasSize(2);
            assertThat(Streams.values(column(batches.get(1), "s"))).containsExactly("a", "null");
        });
    }

    @Test
    void batchesWithoutColumns_haveRows() {
        withBatches("no-columns", batches -> assertThat(batches.stream().map(Batch::rowCount))
                .containsExactly(3, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types",
                "types-lz4",
                "dictionaries",
                "dictionary-deltas",
                "metadata",
                "legacy",
                "no-columns",
                "decimal32",
                "decimal64",
                "no-bytes",
                "texts-zstd"
            })
    void writtenAgain_isTheSame(String name) {
        withBatches(name, batches -> {
            byte[] again = Streams.write(batches.get(0).schema(), batches);
            List<Batch> reread = Streams.read(again, scope);
            try {
                assertThat(reread).hasSameSizeAs(batches);
                for (int i = 0; i < reread.size(); i++) {
                    Streams.assertSame(reread.get(i), batches.get(i));
                }
            } finally {
                reread.forEach(Batch::close);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types",
                "types-lz4",
                "dictionaries",
                "dictionary-deltas",
                "metadata",
                "legacy",
                "no-columns",
                "decimal32",
                "decimal64",
                "no-bytes",
                "texts-zstd"
            })
    void streamInMemory_isReadInItsPlace(String name) {
        withBatches(name, batches -> {
            List<Batch> inPlace = Streams.readInPlace(Streams.golden(name), scope);
            try {
                assertThat(inPlace).hasSameSizeAs(batches);
                for (int i = 0; i < inPlace.size(); i++) {
                    Streams.assertSame(inPlace.get(i), batches.get(i));
                }
            } finally {
                inPlace.forEach(Batch::close);
            }
        });
    }

    private void withBatches(String name, java.util.function.Consumer<List<Batch>> test) {
        List<Batch> batches = Streams.read(Streams.golden(name), scope);
        try {
            test.accept(batches);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private static FieldVector column(Batch batch, String name) {
        return Objects.requireNonNull(batch.vector(name), name);
    }

    private static List<String> decoded(Batch batch, String name) {
        FieldVector indices = column(batch, name);
        long id = Objects.requireNonNull(indices.getField().getDictionary()).getId();
        try (var values = (FieldVector) DictionaryEncoder.decode(
                indices, Objects.requireNonNull(batch.dictionaries().lookup(id)))) {
            return Streams.values(values);
        }
    }
}
