package dev.vgi.tools.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's tables have the totals that the runner holds the suites to. */
class ConformancePageTest {
    private static final Pattern PART =
            Pattern.compile("(?m)^\\| `([a-z]+)` \\| `([a-z_-]+)` \\| (\\d+) \\| (\\d+) \\|");
    private static final Pattern LANE =
            Pattern.compile("(?m)^\\| `([a-z]+)` \\| our (?:server|client) \\| ([0-9, of]+) \\|");

    private record Part(String lane, String name, Expected expected) {}

    @Test
    void page_hasTheTotalsOfTheParts() throws IOException {
        List<Part> documented = PART.matcher(page())
                .results()
                .map(row -> new Part(
                        row.group(1),
                        row.group(2),
                        new Expected(Integer.parseInt(row.group(3)), Integer.parseInt(row.group(4)))))
                .toList();
        var expected = new ArrayList<Part>();
        Expected.totals()
                .forEach((lane, parts) -> parts.forEach((part, totals) -> expected.add(new Part(lane, part, totals))));
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void page_hasTheTotalsOfTheLanes() throws IOException {
        var documented = new LinkedHashMap<String, String>();
        LANE.matcher(page()).results().forEach(row -> documented.put(row.group(1), row.group(2)));
        var expected = new LinkedHashMap<String, String>();
        Expected.totals().forEach((lane, parts) -> {
            int total = parts.values().stream().mapToInt(Expected::passed).sum();
            expected.put(lane, String.format(Locale.ROOT, "%,d of %,d", total, total));
        });
        assertThat(documented).isEqualTo(expected);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of(System.getProperty("vgi.home"), "docs/conformance.md"));
    }
}
