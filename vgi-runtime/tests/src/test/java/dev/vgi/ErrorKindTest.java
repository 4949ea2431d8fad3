package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Kinds have one home, and options in messages stay identifiers. */
class ErrorKindTest {
    private static final List<String> ROOMS = List.of(
            "vgi-runtime/core",
            "vgi-runtime/client",
            "vgi-runtime/server",
            "vgi-runtime/connector",
            "external-storage",
            "spark-datasource",
            "flink-connector");

    /** A kind as a literal, where it is raised or asked for. */
    private static final Pattern LITERAL = Pattern.compile("kind\\(\\s*\"\\w+\"|kind\\(\\)\\.equals\\(\"");

    /** An option that becomes part of a string too early. */
    private static final Pattern CONCATENATED =
            Pattern.compile("\\+\\s*ClientOption\\.[A-Z_]+\\b|ClientOption\\.[A-Z_]+\\s*\\+");

    private static List<String> matches(Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (String room : ROOMS) {
            Path sources = Path.of(System.getProperty("vgi.home"), room, "src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("CallContext.java"))
                        .filter(file -> pattern.matcher(text(file)).find())
                        .forEach(file -> found.add(file.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void kinds_areNamedHereAlone() {
        assertThat(matches(LITERAL)).isEmpty();
    }

    @Test
    void optionsInMessages_areIdentifiers() {
        assertThat(matches(CONCATENATED)).isEmpty();
    }

    @Test
    void kinds_areDistinct() {
        assertThat(Arrays.stream(ErrorKind.class.getDeclaredFields()).map(ErrorKindTest::value))
                .doesNotHaveDuplicates()
                .allMatch(kind -> kind.matches("[a-z_]+"));
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
