package dev.vgi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.arrow.Batch;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MethodCodecTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    static final class Context {}

    record Point(double x, double y) {}

    interface Service {
        CompletableFuture<@Nullable String> call(
                Context context,
                @Nullable Long month,
                @WireName("COLS") List<String> columns,
                Point at,
                Optional<Point> to);

        void nothing();

        @Nullable
        Point find();
    }

    private static final Method CALL = method(Service.class, "call");

    @Test
    void arguments_areAsLongAsTheParameterList() {
        ParametersCodec codec = ParametersCodec.of(CALL, Set.of(Context.class));
        Object[] arguments = {new Context(), null, List.of("a"), new Point(1, 2), Optional.of(new Point(3, 4))};

        try (Batch request = codec.encode(arguments, allocator)) {
            assertThat(SchemaText.print(codec.schema()))
                    .isEqualTo("month BIGINT, COLS ARRAY<STRING> NOT NULL, at BINARY NOT NULL, to BINARY");
            assertThat(Schemas.sameFields(request.schema(), codec.schema())).isTrue();
            assertThat(codec.decode(request))
                    .containsExactly(null, null, List.of("a"), new Point(1, 2), Optional.of(new Point(3, 4)));
        }
    }

    @Test
    void encode_refusesNullForAParameterThatIsNotNullable() {
        ParametersCodec codec = ParametersCodec.of(CALL, Set.of(Context.class));

        assertThatThrownBy(
                        () -> codec.encode(new Object[] {null, 1L, null, new Point(0, 0), Optional.empty()}, allocator))
                .hasMessage("COLS: found null, expected a value of List<String>, which is not nullable");
    }

    @Test
    void encode_readsANullOptionalAsEmpty() {
        ParametersCodec codec = ParametersCodec.of(CALL, Set.of(Context.class));

        try (Batch request = codec.encode(new Object[] {null, 1L, List.of(), new Point(0, 0), null}, allocator)) {
            assertThat(Arrays.asList(codec.decode(request)).get(4)).isEqualTo(Optional.empty());
        }
    }

    @Test
    void decode_takesOneRow() {
        ParametersCodec codec = ParametersCodec.of(CALL, Set.of(Context.class));

        try (Batch empty = Batch.empty(codec.schema(), allocator)) {
            assertThatThrownBy(() -> codec.decode(empty)).hasMessage("found 0 rows of parameters, expected one");
        }
    }

    @Test
    void aMethodWithoutParameters_sendsOneRow_andTakesAny() {
        ParametersCodec codec = ParametersCodec.of(method(Service.class, "nothing"), Set.of());

        try (Batch request = codec.encode(new Object[0], allocator);
                Batch none = Batch.withoutColumns(0)) {
            assertThat(request.rowCount()).isEqualTo(1);
            assertThat(codec.decode(none)).isEmpty();
        }
    }

    @Test
    void of_asksForNamesWhereTheCompilerLeftNone() {
        assertThatThrownBy(() -> ParametersCodec.of(method(LongUnaryOperator.class, "applyAsLong"), Set.of()))
                .hasMessageContaining("LongUnaryOperator.applyAsLong")
                .hasMessageContaining("compile the interface with -parameters, or add @Name");
    }

    @Test
    void of_namesTheParameterThatCannotBeMapped() {
        assertThatThrownBy(() -> ParametersCodec.of(CALL, Set.of()))
                .hasMessageContaining("parameter 'context' of Service.call");
    }

    @Test
    void theResultOfVoid_hasNoColumnsAndNoRows() {
        ResultCodec codec = ResultCodec.of(method(Service.class, "nothing"));

        try (Batch response = codec.encode(null, allocator)) {
            assertThat(codec.isVoid()).isTrue();
            assertThat(codec.schema().getFields()).isEmpty();
            assertThat(response.rowCount()).isZero();
            assertThat(codec.decode(response)).isNull();
        }
    }

    @Test
    void aRecord_isAResultOfBytes() {
        ResultCodec codec = ResultCodec.of(method(Service.class, "find"));

        assertThat(SchemaText.print(codec.schema())).isEqualTo("result BINARY");
        try (Batch found = codec.encode(new Point(1, 2), allocator);
                Batch missing = codec.encode(null, allocator)) {
            assertThat(codec.decode(found)).isEqualTo(new Point(1, 2));
            assertThat(codec.decode(missing)).isNull();
        }
    }

    @Test
    void anEmptyValue_readsAsAMissingRecord() {
        ResultCodec codec = ResultCodec.of(method(Service.class, "find"));
        Schema schema = codec.schema();

        try (Batch response = Values.encode(schema, Map.of("result", new byte[0]), allocator)) {
            assertThat(codec.decode(response)).isNull();
        }
    }

    @Test
    void brokenBytesOfARecord_areDataLoss() {
        ResultCodec codec = ResultCodec.of(method(Service.class, "find"));

        try (Batch response = Values.encode(codec.schema(), Map.of("result", new byte[] {1, 2, 3}), allocator)) {
            assertThatThrownBy(() -> codec.decode(response)).hasMessageStartingWith("result: Point: ");
        }
    }

    @Test
    void theTypeInsideOfAFuture_isAResult() {
        AnnotatedParameterizedType future = (AnnotatedParameterizedType) CALL.getAnnotatedReturnType();
        ResultCodec codec = ResultCodec.of(future.getAnnotatedActualTypeArguments()[0], "Service.call");

        assertThat(SchemaText.print(codec.schema())).isEqualTo("result STRING");
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
