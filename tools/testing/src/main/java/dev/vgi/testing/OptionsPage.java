package dev.vgi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A page of the documentation that has a table of options below a heading for each builder. */
public final class OptionsPage {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    private final String name;
    private final String text;

    private OptionsPage(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * Reads it.
     *
     * @param name relative to the project's folder, such as {@code docs/server.md}
     */
    public static OptionsPage read(String name) {
        try {
            return new OptionsPage(name, Files.readString(Path.of(System.getProperty("vgi.home"), name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails unless the table below a heading has the options of a builder, its public methods that return it, and no
     * others.
     */
    public void assertHasOptionsOf(Class<?> builder, String heading) {
        var options = new TreeSet<String>();
        Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() != Object.class
                        && method.getReturnType().isAssignableFrom(builder))
                .forEach(method -> options.add(method.getName()));
        assertThat(below(heading)).as("%s, %s", name, heading).isEqualTo(options);
    }

    /** The first column of the table below a heading. */
    public Set<String> below(String heading) {
        String[] parts = ("\n" + text).split("\n#+ " + Pattern.quote(heading) + "\n", 2);
        assertThat(parts).as("%s has a heading '%s'", name, heading).hasSize(2);
        var documented = new TreeSet<String>();
        ROW.matcher(parts[1].split("\n#", 2)[0]).results().forEach(row -> documented.add(row.group(1)));
        return documented;
    }
}
