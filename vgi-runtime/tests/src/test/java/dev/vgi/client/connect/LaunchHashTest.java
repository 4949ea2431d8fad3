package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hashes that the reference's launcher gives. */
class LaunchHashTest {
    @Test
    void command_and_folder() {
        assertThat(hash(List.of("python", "-m", "foo", "--bar", "baz"), "/tmp", Map.of()))
                .isEqualTo("1d95f2117bce8c2d");
    }

    @Test
    void quotesBackslashesAndSpaces() {
        assertThat(hash(List.of("python", "/path with spaces/f\"o\\o.py"), "/tmp/has \"quotes\"", Map.of()))
                .isEqualTo("9cc9b148ac71e103");
    }

    @Test
    void textBeyondAscii() {
        assertThat(hash(List.of("w\u00f6rker", "\ud83d\ude80", "tab\there", "\u007f"), "/tmp/\u00fc", Map.of()))
                .isEqualTo("ccbd5784455d6143");
    }

    @Test
    void variables_sortedByName() {
        assertThat(hash(List.of("python"), "/tmp", Map.of("VGI_RPC_Z", "z", "VGI_RPC_A", "a\nb", "OTHER", "ignored")))
                .isEqualTo("e61a2214580df88b");
    }

    private static String hash(List<String> command, String folder, Map<String, String> environment) {
        return LaunchHash.of(command, folder, environment);
    }
}
