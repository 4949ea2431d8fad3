package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.arrow.Batch;
import dev.vgi.types.ReferenceTypes.AllTypes;
import dev.vgi.types.ReferenceTypes.BoundingBox;
import dev.vgi.types.ReferenceTypes.ContainerWideTypes;
import dev.vgi.types.ReferenceTypes.DeepNested;
import dev.vgi.types.ReferenceTypes.EmbeddedArrow;
import dev.vgi.types.ReferenceTypes.NestedContainers;
import dev.vgi.types.ReferenceTypes.Point;
import dev.vgi.types.ReferenceTypes.RichHeader;
import dev.vgi.types.ReferenceTypes.Service;
import dev.vgi.types.ReferenceTypes.Status;
import dev.vgi.types.ReferenceTypes.WideTypes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schemas and bytes of the same shapes, as vgi-rpc 0.52.2 for Python makes them, are in {@code reference.json}. */
class ReferenceSchemaTest {
    private static final JsonNode REFERENCE = reference();

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    static Method[] methods() {
        return Service.class.getDeclaredMethods();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void schemasOfMethods_equalTheReference(Method method) {
        JsonNode expected = REFERENCE.get("methods").get(Names.toSnakeCase(method.getName()));

        assertThat(text(ParametersCodec.of(method, Set.of()).schema())).isEqualTo(list(expected.get("params")));
        assertThat(text(ResultCodec.of(method).schema())).isEqualTo(list(expected.get("result")));
    }

    static List<Class<? extends Record>> records() {
        return List.of(
                AllTypes.class,
                WideTypes.class,
                ContainerWideTypes.class,
                DeepNested.class,
                EmbeddedArrow.class,
                NestedContainers.class,
                BoundingBox.class,
                RichHeader.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    void schemasOfRecords_equalTheReference(Class<? extends Record> type) {
        assertThat(text(RecordCodec.of(type).schema()))
                .isEqualTo(list(REFERENCE.get("records").get(type.getSimpleName())));
    }

    @Test
    void allTypes_isReadFromTheReferencesBytes() {
        assertThat(read(AllTypes.class))
                .usingRecursiveComparison()
                .isEqualTo(new AllTypes(
                        "s",
                        new byte[] {1, 2},
                        7,
                        1.5,
                        true,
                        List.of(1L, 2L),
                        List.of("a"),
                        Map.of("k", 1L),
                        Status.ACTIVE,
                        new Point(1, 2),
                        null,
                        5L,
                        Optional.of(new Point(3, 4)),
                        List.of(new Point(5, 6)),
                        9,
                        0.5f,
                        List.of(List.of(1L), List.of(2L, 3L)),
                        Map.of("x", "y")));
    }

    @Test
    void wideTypes_isReadFromTheReferencesBytes() {
        assertThat(read(WideTypes.class))
                .usingRecursiveComparison()
                .isEqualTo(new WideTypes(
                        (byte) -1,
                        (short) -2,
                        -3,
                        255,
                        65535,
                        4294967295L,
                        new BigInteger("18446744073709551615"),
                        0.25f,
                        LocalDate.of(2024, 2, 29),
                        LocalDateTime.of(2024, 2, 29, 12, 30, 15, 123456000),
                        Instant.parse("2024-02-29T12:30:15.123456Z"),
                        LocalTime.of(23, 59, 59, 999999000),
                        Duration.ofDays(1).plusNanos(5000),
                        new BigDecimal("1234.5678"),
                        "large",
                        "big".getBytes(),
                        "12345678".getBytes()));
    }

    @Test
    void containerWideTypes_isReadFromTheReferencesBytes() {
        assertThat(read(ContainerWideTypes.class))
                .isEqualTo(new ContainerWideTypes(
                        List.of(new BigDecimal("1.0000")),
                        List.of(LocalDate.of(1969, 12, 31)),
                        List.of(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999999000)),
                        null,
                        new BigDecimal("-0.0001"),
                        Optional.of(LocalDateTime.of(1970, 1, 1, 0, 0)),
                        Map.of("d", new BigDecimal("2.5000")),
                        Set.of(3L),
                        Arrays.asList(1L, null, 3L)));
    }

    @Test
    void deepNested_isReadFromTheReferencesBytes() {
        assertThat(read(DeepNested.class))
                .isEqualTo(new DeepNested(
                        List.of(List.of(new BigDecimal("1.0000")), List.of()),
                        List.of(LocalDate.of(2000, 1, 1)),
                        "enc",
                        List.of("a", "b", "a")));
    }

    @Test
    void nestedContainers_isReadFromTheReferencesBytes() {
        assertThat(read(NestedContainers.class))
                .isEqualTo(new NestedContainers(
                        List.of(Status.CLOSED, Status.PENDING),
                        List.of(new Point(0, 0)),
                        Map.of("one", Status.ACTIVE),
                        Set.of(Status.PENDING),
                        Status.ACTIVE,
                        null,
                        null));
    }

    @Test
    void embeddedBatch_belongsToTheReader() {
        EmbeddedArrow embedded = read(EmbeddedArrow.class);
        try (Batch batch = embedded.batch()) {
            assertThat(Values.row(batch, 1)).isEqualTo(Map.of("n", 2L));
        }
        assertThat(text(embedded.schema())).containsExactly("t: utf8");
    }

    @ParameterizedTest
    @MethodSource("records")
    void records_surviveOurOwnBytes(Class<? extends Record> type) {
        if (type != EmbeddedArrow.class) {
            assertSurvives(type);
        }
    }

    private <T extends Record> void assertSurvives(Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        T record = read(type);

        assertThat(codec.fromIpc(codec.toIpc(record, allocator), allocator))
                .usingRecursiveComparison()
                .isEqualTo(record);
    }

    private <T extends Record> T read(Class<T> type) {
        String stream = REFERENCE.get("streams").get(type.getSimpleName()).textValue();
        return RecordCodec.of(type).fromIpc(Base64.getDecoder().decode(stream), allocator);
    }

    private static List<String> text(Schema schema) {
        return schema.getFields().stream().map(ReferenceSchemaTest::text).toList();
    }

    private static String text(Field field) {
        return field.getName() + (field.isNullable() ? "?: " : ": ") + TypeTokens.token(field);
    }

    private static List<String> list(JsonNode texts) {
        List<String> list = new ArrayList<>();
        texts.forEach(each -> list.add(each.textValue()));
        return list;
    }

    private static JsonNode reference() {
        try {
            return new ObjectMapper().readTree(ReferenceSchemaTest.class.getResource("reference.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
