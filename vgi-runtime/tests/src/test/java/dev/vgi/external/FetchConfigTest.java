package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options out of their bounds are refused, by their names. */
class FetchConfigTest {
    private interface Option extends BiFunction<FetchConfig.Builder, Duration, FetchConfig.Builder> {}

    static Stream<Arguments> durations() {
        return Stream.of(
                option("option 'timeout'", FetchConfig.Builder::timeout, Duration.ofMillis(1), Duration.ofDays(1)),
                option("retryDelay", FetchConfig.Builder::retryDelay, Duration.ZERO, Duration.ofHours(1)),
                option("hedgeAfter", FetchConfig.Builder::hedgeAfter, Duration.ofMillis(1), Duration.ofHours(1)),
                option(
                        "connectTimeout",
                        FetchConfig.Builder::connectTimeout,
                        Duration.ofMillis(1),
                        Duration.ofHours(1)));
    }

    private static Arguments option(String name, Option option, Duration least, Duration most) {
        return Arguments.of(name, option, least, most);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void duration_isHeldToItsBounds(String name, Option option, Duration least, Duration most) {
        for (Duration value : new Duration[] {least, most}) {
            assertThatCode(() -> option.apply(FetchConfig.builder(), value).build())
                    .doesNotThrowAnyException();
        }
        for (Duration value : new Duration[] {
            least.minusNanos(1),
            most.plusNanos(1),
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatThrownBy(() -> option.apply(FetchConfig.builder(), value))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                    .hasMessageStartingWith(name + " is ")
                    .hasMessageContaining("expected");
        }
    }
}
