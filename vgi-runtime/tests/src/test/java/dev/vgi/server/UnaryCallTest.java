package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.TransportKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a unary method receives, answers and throws. */
class UnaryCallTest {
    private final Calls calls = new Calls(TransportKind.UNIX);

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    @Test
    void scalars_goInAndOut() {
        assertThat(calls.call("add", 40L, 2L)).isEqualTo(42L);
        assertThat(calls.call("range", 1, 4)).isEqualTo(List.of(1L, 2L, 3L));
    }

    @Test
    void enum_travelsByName() {
        assertThat(calls.call("next_color", Sample.Color.RED)).isEqualTo("GREEN");
    }

    @Test
    void void_answersWithoutColumnsAndRows() {
        Dispatcher.Target target = calls.target("nothing");
        try (Batch request = calls.request("nothing", Metadata.EMPTY);
                Batch result = target.call(request, calls.caller(Metadata.EMPTY), calls.logs::add)) {
            assertThat(result.schema().getFields()).isEmpty();
            assertThat(result.rowCount()).isZero();
        }
    }

    @Test
    void record_isItsIpcBytes() {
        assertThat(calls.call("mirror", new Sample.Point(1, 2))).isInstanceOf(byte[].class);
    }

    @Test
    void absentOptional_isNull() {
        assertThat(calls.call("find", false)).isNull();
        assertThat(calls.call("find", true)).isInstanceOf(byte[].class);
    }

    @Test
    void batchesInArgumentsAndResults_areReleasedAfterTheCall() {
        try (Batch batch = SampleService.numbers(calls.allocator(), 1, 2, 3)) {
            assertThat(calls.call("pass_on", new Sample.Attachment("numbers", batch)))
                    .isInstanceOf(byte[].class);
        }
    }

    @Test
    void context_tellsOfTheCallAndLogs() {
        Object greeting = calls.call("greet", Metadata.of("mark", "!"), null, "Ada", null);

        assertThat(greeting).isEqualTo("Hello, Ada!");
        assertThat(calls.logs)
                .containsExactly(new LogMessage(LogMessage.Level.INFO, "greeting Ada", Map.of("method", "greet")));
    }

    @Test
    void classifiedError_keepsCodeKindAndDetails() {
        VgiException error = catchThrowableOfType(VgiException.class, () -> calls.call("explode", "classified"));

        assertThat(error.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(error.kind()).isEqualTo("thing_missing");
        assertThat(error.retryDelay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(error.isRemote()).isFalse();
    }

    @Test
    void anyOtherThrowable_travelsUnderItsClassNameWithItsTrace() {
        VgiException error = catchThrowableOfType(VgiException.class, () -> calls.call("explode", "checked"));

        assertThat(error.code()).isEqualTo(Code.UNKNOWN);
        Metadata wire = ErrorBatch.metadata(error, true, "server", "request");
        assertThat(wire.get(Keys.LOG_MESSAGE)).isEqualTo("IOException: the disk is full");
        assertThat(wire.get(Keys.LOG_EXTRA))
                .contains("SampleService.fail")
                .contains("\"exception_type\":\"IOException\"");
    }

    @Test
    void errorsAndUncheckedOnes_areAnswersToo() {
        assertThatThrownBy(() -> calls.call("explode", "unchecked"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.remoteType()).isEqualTo("UncheckedIOException"));
        assertThatThrownBy(() -> calls.call("explode", "error"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.remoteType()).isEqualTo("StackOverflowError"));
        assertThatThrownBy(() -> calls.call("explode", "silent"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.remoteMessage()).isEmpty());
    }

    @Test
    void nullForNonNullResult_namesTheMethod() {
        assertThatThrownBy(() -> calls.call("null_instead"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN))
                .hasMessageContaining("test.Sample/null_instead")
                .hasMessageContaining("null");
    }

    @Test
    void stream_calledAsUnary_isRefused() {
        try (Batch request = calls.request("count", Metadata.EMPTY, 1L)) {
            assertThatThrownBy(() -> calls.target("count").call(request, calls.caller(Metadata.EMPTY), calls.logs::add))
                    .hasMessageContaining("is a stream");
        }
    }

    @Test
    void unary_openedAsStream_isRefused() {
        assertThatThrownBy(() -> calls.open("nothing")).hasMessageContaining("is a unary method");
    }
}
