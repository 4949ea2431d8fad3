package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page that users read says what the code says. */
@Tag("any-line")
class OptionsPageTest {
    @Test
    void page_hasARowForEachOption() throws IOException {
        Path page = Path.of(System.getProperty("vgi.home"), "docs", "spark-options.md");
        List<String> rows = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(VgiOption.values())
                        .map(OptionsPageTest::row)
                        .toList());
    }

    private static String row(VgiOption option) {
        String name = option.key() + (option.isPrefix() ? "<name>" : "");
        return "| `" + name + "` | " + option.type() + " | " + option.defaultValue() + " | " + option.effect() + " |";
    }
}
