package dev.vgi.spark;

import dev.vgi.connector.options.Misspellings;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells options that were meant for us, and misspelt, from those that Spark or others add. */
final class UnknownOptionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownOptionCheck.class);
    /** What Spark itself adds to the options of a read. */
    private static final List<String> SPARKS = List.of("path", "paths");

    /**
     * What the session's catalog puts before the options of {@code CREATE TABLE}, which stand there without it as well.
     */
    private static final String IN_CATALOG = "option.";

    private UnknownOptionCheck() {}

    static void check(Collection<String> names, VgiOption.Use use) {
        for (String name : own(names)) {
            if (!isKnown(name, use)) {
                List<String> known =
                        VgiOption.of(use).stream().map(VgiOption::key).toList();
                if (Misspellings.meant(name, known).isPresent()) {
                    throw Misspellings.unknown(name, known);
                }
                LOG.warn("The option '{}' is not one of the vgi data source, and has no effect", name);
            }
        }
    }

    /** Without the properties of a table in the session's catalog, which come along with its options. */
    private static Collection<String> own(Collection<String> names) {
        var inCatalog = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (isInCatalog(name)) {
                inCatalog.add(name.substring(IN_CATALOG.length()));
            }
        }
        return inCatalog.isEmpty()
                ? names
                : names.stream().filter(inCatalog::contains).toList();
    }

    static boolean isInCatalog(String name) {
        return name.regionMatches(true, 0, IN_CATALOG, 0, IN_CATALOG.length());
    }

    private static boolean isKnown(String name, VgiOption.Use use) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("__")
                || SPARKS.contains(lower)
                || VgiOption.of(use).stream().anyMatch(option -> {
                    String key = option.key().toLowerCase(Locale.ROOT);
                    return option.isPrefix()
                            ? lower.startsWith(key) && lower.length() > key.length()
                            : lower.equals(key);
                });
    }
}
