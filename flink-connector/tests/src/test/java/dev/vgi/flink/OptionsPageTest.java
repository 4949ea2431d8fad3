package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page that users read says what the code says. */
@Tag("any-line")
class OptionsPageTest {
    @Test
    void page_hasARowForEachOption() throws IOException {
        Path page = Path.of(System.getProperty("vgi.home"), "docs", "flink-options.md");
        List<String> rows = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.concat(VgiConnectorOptions.all().stream(), ExchangeOptions.all().stream())
                                .map(OptionsPageTest::row)
                                .toList());
    }

    private static String row(ConfigOption<?> option) {
        String name = option.key() + (option.key().endsWith(".") ? "<name>" : "");
        String description = new HtmlFormatter()
                .format(option.description())
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        return "| `" + name + "` | " + shown(option.defaultValue()) + " | " + description + " |";
    }

    private static String shown(Object value) {
        if (value == null) {
            return "none";
        } else if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        } else if (value instanceof MemorySize size) {
            return size.getMebiBytes() + " mb";
        }
        return value.toString().toLowerCase(Locale.ROOT);
    }
}
