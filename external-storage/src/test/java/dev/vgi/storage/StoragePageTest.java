package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page has every option, and none that does not exist. */
class StoragePageTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Za-z]+)` \\|.*", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(classes = {S3Storage.class, GcsStorage.class})
    void page_hasTheOptionsOfTheBuilder(Class<?> storage) throws Exception {
        Class<?> builder = Class.forName(storage.getName() + "$Builder");
        Set<String> options = Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !name.equals("build"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented(storage.getSimpleName())).containsExactlyInAnyOrderElementsOf(options);
    }

    /** The first column of the table below a heading. */
    private static List<String> documented(String heading) throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vgi.home"), "docs/external-storage.md"));
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as("a heading " + heading).isPositive();
        int end = page.indexOf("\n## ", start + 4);
        return ROW.matcher(page.substring(start, end))
                .results()
                .map(row -> row.group(1))
                .toList();
    }
}
