package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.tools.conformance.service.Secondary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a method raises reaches the caller whole, and the next call succeeds. */
interface Errors extends Fixture {
    @Test
    default void error_hasTypeMessageCodeAndTraceback() {
        VgiException error = failure(() -> service().raiseValueError("no such thing"));

        assertThat(error.isRemote()).isTrue();
        assertThat(error.remoteType()).isEqualTo("ValueError");
        assertThat(error).hasMessageContaining("no such thing");
        assertThat(error.code()).isEqualTo(Code.UNKNOWN);
        assertThat(error.isCoded()).isTrue();
        assertThat(error.kind()).isEmpty();
        assertThat(error.details()).isEmpty();
        assertThat(error.isRetryable()).isFalse();
        assertThat(error.remoteTraceback()).contains("no such thing");
        assertThat(error.url()).isEqualTo(client().address());
        assertUsable();
    }

    @Test
    default void error_keepsTheNameOfItsType() {
        assertThat(failure(() -> service().raiseRuntimeError("x")).remoteType()).isEqualTo("RuntimeError");
        assertThat(failure(() -> service().raiseTypeError("x")).remoteType()).isEqualTo("TypeError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00fcn\u00efcode \ud83d\ude80", "two\nlines"})
    default void error_keepsItsMessage(String message) {
        assertThat(failure(() -> service().raiseValueError(message)).remoteMessage())
                .endsWith(message);
        assertUsable();
    }

    @ParameterizedTest
    @EnumSource
    default void error_keepsItsCodeAndKind(Code code) {
        VgiException error = failure(() -> secondary().fail(code.name(), "some_reason", 0));

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.kind()).isEqualTo("some_reason");
        assertThat(error.retryDelay()).isNull();
        assertThat(error.isRetryable()).isEqualTo(code == Code.UNAVAILABLE);
    }

    @Test
    default void error_keepsItsDetails_thoseOfAnUnknownTypeAsWell() {
        VgiException error = failure(() -> secondary().fail("RESOURCE_EXHAUSTED", "", 1.5));

        assertThat(error.kind()).isEmpty();
        assertThat(error.details())
                .extracting(ErrorDetail::type)
                .containsExactly("vgi_rpc.ErrorInfo", "vgi_rpc.RetryInfo", Secondary.NAME + ".Probe");
        assertThat(error.details().get(0).fields()).isEqualTo(Map.of("metadata", Map.of("fixture", Secondary.NAME)));
        assertThat(error.retryDelay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(error.isRetryable()).isTrue();
    }

    @Test
    default void detailsThatAreTooLarge_areLeftOutAltogether() {
        VgiException error = failure(() -> secondary().failOversized());

        assertThat(error.kind()).isEqualTo("details_oversized");
        assertThat(error.details()).isEmpty();
        assertThat(error.isRetryable()).isFalse();
    }

    @Test
    default void producerThatDoesNotOpen_fails() {
        assertFailsAfter(List.of(), service()::produceErrorOnInit, "intentional init error");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5})
    default void producerThatFails_failsBehindItsBatches(long batches) {
        assertFailsAfter(
                Fixture.numbers(batches),
                () -> service().produceErrorMidStream(batches),
                "intentional error after " + batches + " batches");
    }

    @Test
    default void exchangeThatDoesNotOpen_failsAtItsFirstInputAtLatest() {
        assertThatThrownBy(() -> {
                    try (var stream = service().exchangeErrorOnInit();
                            Batch input = values(1.0)) {
                        stream.exchange(input).close();
                    }
                })
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("intentional exchange init error");
        assertUsable();
    }

    @Test
    default void exchangeThatFails_isOver() {
        try (var stream = service().exchangeErrorOnNth(3);
                Batch input = values(1.0)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(1.0);
            }
            assertThat(failure(() -> stream.exchange(input)))
                    .hasMessageContaining("intentional error on exchange 3")
                    .returns("RuntimeError", VgiException::remoteType);
            assertThat(failure(() -> stream.exchange(input)).code()).isEqualTo(Code.FAILED_PRECONDITION);
        }
        assertUsable();
    }

    @Test
    default void inputOfOtherColumns_isRefused() {
        refuses(stream -> {
            try (Batch input = rows(new Schema(List.of(FLOAT64_VALUE.findField("value"), field("more"))), List.of())) {
                stream.exchange(input).close();
            }
        });
    }

    @Test
    default void inputThatCannotBeCast_isRefused() {
        refuses(stream -> {
            try (Batch input = rows(new Schema(List.of(field("value"))), List.of(Map.of("value", "text")))) {
                stream.exchange(input).close();
            }
        });
    }

    private Secondary secondary() {
        return client().proxy(Secondary.class);
    }

    private void refuses(Consumer<Exchange<Batch, Batch>> inputs) {
        try (var stream = service().exchangeScale(1)) {
            assertThat(failure(() -> inputs.accept(stream)).isRemote()).isTrue();
        }
        assertUsable();
    }

    private void assertFailsAfter(List<Object> indices, Supplier<Producer<Batch>> opening, String message) {
        var read = new ArrayList<>();
        assertThat(failure(() -> {
                    try (Producer<Batch> stream = opening.get()) {
                        stream.forEach(batch -> read.addAll(Fixture.column("index", batch)));
                    }
                }))
                .hasMessageContaining(message)
                .returns("RuntimeError", VgiException::remoteType);
        assertThat(read).isEqualTo(indices);
        assertUsable();
    }

    private static VgiException failure(ThrowingCallable call) {
        return catchThrowableOfType(VgiException.class, call);
    }

    private static Field field(String name) {
        return Field.nullable(name, ArrowType.Utf8.INSTANCE);
    }
}
