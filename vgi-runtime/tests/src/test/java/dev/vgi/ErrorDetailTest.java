package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorDetailTest {
    @Test
    void retryInfo_isReadBack() {
        ErrorDetail detail = ErrorDetail.retryInfo(Duration.ofMillis(2500));

        assertThat(detail.type()).isEqualTo("vgi_rpc.RetryInfo");
        assertThat(detail.fields()).containsExactly(Map.entry("retry_delay_seconds", 2.5));
        assertThat(detail.retryDelay()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void retryInfo_negative_isRefused() {
        assertThatThrownBy(() -> ErrorDetail.retryInfo(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 s");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY})
    void retryDelay_thatIsNoDelay_isNull(double seconds) {
        assertThat(new ErrorDetail(ErrorDetail.RETRY_INFO, Map.of("retry_delay_seconds", seconds)).retryDelay())
                .isNull();
    }

    @Test
    void retryDelay_ofAnotherTypeOrValue_isNull() {
        assertThat(new ErrorDetail("other", Map.of("retry_delay_seconds", 1)).retryDelay())
                .isNull();
        assertThat(new ErrorDetail(ErrorDetail.RETRY_INFO, Map.of("retry_delay_seconds", "1")).retryDelay())
                .isNull();
        assertThat(new ErrorDetail(ErrorDetail.RETRY_INFO, Map.of("retry_delay_seconds", 1e300)).retryDelay())
                .isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void badRequest_andPreconditionFailure_haveTheirShapes() {
        assertThat(ErrorDetail.badRequest("month", "is 13").fields())
                .containsEntry("field_violations", List.of(Map.of("field", "month", "description", "is 13")));
        assertThat(ErrorDetail.preconditionFailure("TOS", "user:1", "not accepted")
                        .fields())
                .containsEntry(
                        "violations",
                        List.of(Map.of("type", "TOS", "subject", "user:1", "description", "not accepted")));
    }

    @Test
    void fields_areADeepUnmodifiableCopy() {
        var list = new ArrayList<Object>(List.of(1));
        var inner = new HashMap<String, Object>(Map.of("list", list));
        var detail = new ErrorDetail("type", Map.of("inner", inner));

        list.add(2);
        inner.put("more", true);

        assertThat(detail.fields()).isEqualTo(Map.of("inner", Map.of("list", List.of(1))));
        assertThatThrownBy(() -> detail.fields().put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) detail.fields().get("inner")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void type_empty_isRefused() {
        assertThatThrownBy(() -> new ErrorDetail("", Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
