package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VgiExceptionTest {
    @Test
    void localError_hasItsMessageAndNothingRemote() {
        VgiException error = VgiException.dataLoss("cut short");

        assertThat(error).hasMessage("cut short");
        assertThat(error.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(error.isCoded()).isTrue();
        assertThat(error.isRemote()).isFalse();
        assertThat(error.remoteType()).isEmpty();
        assertThat(error.remoteMessage()).isEmpty();
        assertThat(error.details()).isEmpty();
    }

    @Test
    void remoteError_showsTypeMessageAndTraceback() {
        VgiException error = VgiException.builder(Code.NOT_FOUND, "no such row")
                .remote("KeyError", "Traceback:\n  line 1\n")
                .kind("row_missing")
                .requestId("r-1")
                .url("http://user:secret@host/vgi?token=x")
                .build();

        assertThat(error.isRemote()).isTrue();
        assertThat(error.remoteType()).isEqualTo("KeyError");
        assertThat(error.remoteMessage()).isEqualTo("no such row");
        assertThat(error.remoteTraceback()).isEqualTo("Traceback:\n  line 1\n");
        assertThat(error.kind()).isEqualTo("row_missing");
        assertThat(error.requestId()).isEqualTo("r-1");
        assertThat(error.url()).isEqualTo("http://host/vgi");
        assertThat(error).hasMessage("no such row [worker http://host/vgi]\nRemote traceback:\nTraceback:\n  line 1");
    }

    @Test
    void message_namesTheWorkerOnce() {
        VgiException error = VgiException.builder(Code.UNAVAILABLE, "no answer from tcp://host:1")
                .url("tcp://host:1")
                .build();

        assertThat(error).hasMessage("no answer from tcp://host:1");
        assertThat(error.toBuilder().build()).hasMessage("no answer from tcp://host:1");
    }

    @Test
    void toBuilder_keepsWhatIsKnown() {
        VgiException error = VgiException.builder(Code.ABORTED, "stop")
                .remote("Stop", "trace")
                .uncoded()
                .kind("k")
                .detail(ErrorDetail.retryInfo(Duration.ofSeconds(2)))
                .url("tcp://host:1")
                .build();

        VgiException copy = error.toBuilder().requestId("r").build();

        assertThat(copy.code()).isEqualTo(error.code());
        assertThat(copy.isCoded()).isFalse();
        assertThat(copy.kind()).isEqualTo("k");
        assertThat(copy.details()).isEqualTo(error.details());
        assertThat(copy.remoteType()).isEqualTo("Stop");
        assertThat(copy.remoteMessage()).isEqualTo("stop");
        assertThat(copy.remoteTraceback()).isEqualTo("trace");
        assertThat(copy.requestId()).isEqualTo("r");
        assertThat(copy).hasMessage(error.getMessage()).hasCause(error);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void isRetryable_onlyUnavailable_orExhaustedWithADelay(Code code) {
        assertThat(VgiException.of(code, "x").isRetryable()).isEqualTo(code == Code.UNAVAILABLE);

        VgiException delayed = VgiException.builder(code, "x")
                .detail(ErrorDetail.retryInfo(Duration.ofMillis(1500)))
                .build();
        assertThat(delayed.retryDelay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(delayed.isRetryable()).isEqualTo(code == Code.UNAVAILABLE || code == Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void serialization_keepsEverything() throws Exception {
        VgiException error = VgiException.builder(Code.INVALID_ARGUMENT, "bad")
                .remote("ValueError", "trace")
                .kind("k")
                .detail(ErrorDetail.badRequest("month", "is 13"))
                .detail(new ErrorDetail("other", Map.of("list", List.of(1, Map.of("deep", true)))))
                .requestId("r")
                .url("tcp://host:1")
                .cause(new IllegalStateException("inner"))
                .build();

        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        VgiException copy;
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            copy = (VgiException) in.readObject();
        }

        assertThat(copy)
                .usingRecursiveComparison()
                .ignoringFields("cause", "stackTrace", "suppressedExceptions")
                .isEqualTo(error);
        assertThat(copy).hasMessage(error.getMessage()).hasRootCauseMessage("inner");
    }

    @Test
    void code_ofAnUnknownName_isUnknown() {
        for (Code code : Code.values()) {
            assertThat(Code.fromWire(code.name())).isEqualTo(code);
        }
        assertThat(Code.fromWire("data_loss")).isEqualTo(Code.UNKNOWN);
        assertThat(Code.fromWire("")).isEqualTo(Code.UNKNOWN);
    }

    @Test
    void context_standsBeforeTheText_andWhatTheWorkerSaidStays() throws Exception {
        VgiException error = VgiException.builder(Code.NOT_FOUND, "KeyError: 'x'")
                .remote("KeyError", "File worker.py")
                .kind("no_such_key")
                .detail(ErrorDetail.badRequest("field", "why"))
                .requestId("7")
                .url("tcp://host:1")
                .build();

        VgiException told = serialized(error.withContext("reading A/b, split 3"));

        assertThat(told)
                .hasMessage(
                        "reading A/b, split 3: KeyError: 'x' [worker tcp://host:1]\nRemote traceback:\nFile worker.py");
        assertThat(told.getCause()).hasMessage(error.getMessage());
        assertThat(told.isRemote()).isTrue();
        assertThat(told.remoteType()).isEqualTo("KeyError");
        assertThat(told.remoteMessage()).isEqualTo("KeyError: 'x'");
        assertThat(told.remoteTraceback()).isEqualTo("File worker.py");
        assertThat(List.of(told.code(), told.kind(), told.requestId(), told.url()))
                .isEqualTo(List.of(error.code(), error.kind(), error.requestId(), error.url()));
        assertThat(told.details()).hasSameSizeAs(error.details());
    }

    private static VgiException serialized(VgiException error) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (VgiException) in.readObject();
        }
    }
}
