package dev.vgi.connector.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static Duration pause(Duration backoff, int attempts, double asked) {
        VgiException error = VgiException.builder(Code.UNAVAILABLE, "busy")
                .detail(new ErrorDetail(ErrorDetail.RETRY_INFO, Map.of("retry_delay_seconds", asked)))
                .build();
        return new RetryPolicy(100, backoff, false).pause(error, attempts);
    }

    @ParameterizedTest
    @CsvSource({
        "5, PT5S",
        "60, PT1M",
        "61, PT1M",
        "9e9, PT1M",
        "1e300, PT1M",
        "0, PT0.2S",
        "-5, PT0.2S",
        "NaN, PT0.2S",
        "Infinity, PT0.2S",
    })
    void whatTheWorkerAsks_isHeardWithinABound(double asked, Duration pause) {
        assertThat(pause(Duration.ofMillis(200), 1, asked)).isEqualTo(pause);
    }

    @Test
    void ownPause_doublesUpToTheBound_andIsNeverShortened() {
        assertThat(pause(Duration.ofMillis(200), 3, 0)).isEqualTo(Duration.ofMillis(800));
        assertThat(pause(Duration.ofMillis(200), 50, 0)).isEqualTo(RetryPolicy.LONGEST_PAUSE);
        assertThat(pause(Duration.ofMinutes(5), 50, 1e9)).isEqualTo(Duration.ofMinutes(5));
    }
}
