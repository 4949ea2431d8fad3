package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT5S, 5 s",
        "PT0.25S, 250 ms",
        "PT1M30S, 1 min 30 s",
        "PT1.5S, 1 s 500 ms",
        "PT1H, 1 h",
        "PT168H, 7 d",
        "PT25H0.000001S, 1 d 1 h 1000 ns",
        "PT-5S, -5 s",
    })
    void text_isAsPeopleReadIt(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }
}
