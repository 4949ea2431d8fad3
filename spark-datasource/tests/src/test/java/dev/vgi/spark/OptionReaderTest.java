package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("any-line")
class OptionReaderTest {
    private static OptionReader read(Map<String, String> given) {
        return OptionReader.of(given, VgiOption.Use.READ);
    }

    @ParameterizedTest
    @CsvSource({
        "bearer_token, bearerToken",
        "splitMethod, splitsMethod",
        "urls, url",
        "allocatorbyte, allocatorBytes",
        "args.month, arg.<name>",
        "headers.X-Tenant, header.<name>"
    })
    void misspeltName_isAnErrorWithASuggestion(String given, String meant) {
        assertThatThrownBy(() -> read(Map.of(given, "x")))
                .hasMessageContaining("'" + given + "'")
                .hasMessageContaining("'" + meant + "'");
    }

    @Test
    void namesOfOthers_areLeftAlone() {
        assertThat(read(Map.of("mergeSchema", "true", "path", "Flights/flights"))
                        .text("path"))
                .hasValue("Flights/flights");
    }

    @Test
    void names_doNotDependOnCase_butArgumentsDo() {
        OptionReader options = read(Map.of("URL", "http://a", "ARG.Month", "1"));
        assertThat(options.text(VgiOption.URL)).hasValue("http://a");
        assertThat(options.prefixed(VgiOption.ARG)).containsExactly(Map.entry("Month", "1"));
    }

    @Test
    void values_areReadByType() {
        OptionReader options = read(Map.of("silence", "90s", "allocatorBytes", "512m", "prefetchBatches", "0"));
        assertThat(options.duration(VgiOption.SILENCE)).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.duration(VgiOption.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.bytes(VgiOption.ALLOCATOR_BYTES)).isEqualTo(512L << 20);
        assertThat(options.number(VgiOption.PREFETCH_BATCHES, 0, 64)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "silence, 90, unit",
        "allocatorBytes, much, size",
        "prefetchBatches, 65, from 0 to 64",
        "maxWorkers, 0, from 1 to 1024",
        "sharedMemoryBytes, 64k, from 128k to below 2g",
        "sharedMemoryBytes, 2g, from 128k to below 2g",
        "columnar, maybe, 'auto, true, false'",
        "resume, sometimes, 'never, declared, always'",
        "args, [1], JSON object",
        "partitions, {}, JSON list"
    })
    void wrongValue_isNamedWithWhatWasExpected(String name, String value, String expected) {
        var given = new HashMap<>(Map.of("url", "http://localhost:1", "method", "P/m"));
        given.put(name, value);
        assertThatThrownBy(() -> ReadOptions.of(given))
                .hasMessageContaining("option '" + name + "' is '" + value + "'")
                .hasMessageContaining(expected);
    }

    @Test
    void programsAndSharedMemory_areTheClients() {
        var options = Map.of("url", "shm+cmd:worker", "method", "P/m", "maxWorkers", "3", "sharedMemoryBytes", "1m");
        assertThat(ReadOptions.of(options).connection().maxWorkers()).isEqualTo(3);
        assertThat(ReadOptions.of(options).connection().sharedMemoryBytes()).isEqualTo(1 << 20);
    }

    @Test
    void argumentGivenTwice_isAnError() {
        assertThatThrownBy(() -> ReadOptions.of(
                        Map.of("url", "http://localhost:1", "method", "P/m", "args", "{\"x\": 1}", "arg.x", "2")))
                .hasMessageContaining("'x'")
                .hasMessageContaining("one of them");
    }
}
