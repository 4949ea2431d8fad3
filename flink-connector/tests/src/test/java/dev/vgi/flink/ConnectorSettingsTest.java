package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.connector.options.ClientSpec;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options say about the worker. */
@Tag("any-line")
class ConnectorSettingsTest {
    private static ClientSpec connection(Map<String, String> options) {
        Map<String, String> given = new HashMap<>(options);
        given.put("url", "shm+cmd:worker");
        given.put("method", "P/m");
        return ConnectorSettings.of(given).connection();
    }

    @Test
    void programsAndSharedMemory_areTheClients() {
        ClientSpec chosen = connection(Map.of("connection.max-workers", "3", "connection.shared-memory", "1 mb"));
        assertThat(chosen.maxWorkers()).isEqualTo(3);
        assertThat(chosen.sharedMemoryBytes()).isEqualTo(1 << 20);
    }

    /** The bounds are the client's, the names are ours. */
    @Test
    void valuesThatTheClientRefuses_haveTheirNamesHere() {
        assertThatThrownBy(() -> connection(Map.of("external.max-bytes", "0 b")))
                .hasMessage("option 'external.max-bytes' is 0, expected at least 1");
        assertThatThrownBy(() -> connection(Map.of("external.allowed-hosts", "minio")))
                .hasMessageStartingWith("option 'external.allowed-hosts' has 'minio', expected scheme://host[:port]");
    }

    @ParameterizedTest
    @CsvSource({
        "connection.max-count, 0, a number from 1 to 1024",
        "connection.max-workers, 1025, a number from 1 to 1024",
        "connection.shared-memory, 64 kb, a size from 128 kb to below 2 gb",
        "connection.shared-memory, 2 gb, a size from 128 kb to below 2 gb"
    })
    void valueOutOfBounds_isNamedWithWhatWasExpected(String name, String value, String expected) {
        assertThatThrownBy(() -> connection(Map.of(name, value)))
                .hasMessageContaining("option '" + name + "' is '")
                .hasMessageContaining("expected " + expected);
    }
}
