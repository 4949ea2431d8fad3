package dev.vgi.tools.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's table has the totals that the runner holds the suites to. */
class ConformancePageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z]+)` \\| `([a-z_-]+)` \\| (\\d+) \\| (\\d+) \\|");

    private record Row(String lane, String part, Expected expected) {}

    @Test
    void page_hasTheExpectedTotals() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vgi.home"), "docs/conformance.md"));
        var documented = new ArrayList<Row>();
        ROW.matcher(page)
                .results()
                .forEach(row -> documented.add(new Row(
                        row.group(1),
                        row.group(2),
                        new Expected(Integer.parseInt(row.group(3)), Integer.parseInt(row.group(4))))));
        var expected = new ArrayList<Row>();
        Expected.totals()
                .forEach((lane, parts) -> parts.forEach((part, totals) -> expected.add(new Row(lane, part, totals))));
        assertThat(documented).isEqualTo(expected);
    }
}
