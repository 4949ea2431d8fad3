package dev.vgi.spark;

import dev.vgi.VgiException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells options that were meant for us, and misspelt, from those that Spark or others add. */
final class UnknownOptionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownOptionCheck.class);
    private static final int MOST_SLIPS = 2;
    /** What Spark itself adds to the options of a read. */
    private static final List<String> SPARKS = List.of("path", "paths");

    /** What the session's catalog puts before the options of {@code CREATE TABLE}, which stand there without it as well. */
    private static final String IN_CATALOG = "option.";

    private UnknownOptionCheck() {}

    static void check(Collection<String> names, VgiOption.Use use) {
        for (String name : own(names)) {
            if (!isKnown(name, use)) {
                Optional<VgiOption> meant = resembling(name, use);
                if (meant.isPresent()) {
                    throw VgiException.invalidArgument("there is no option '" + name + "'. Did you mean '"
                            + meant.get().key() + (meant.get().isPrefix() ? "<name>'?" : "'?"));
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

    /** The option whose name differs by punctuation, or by two letters at most. */
    private static Optional<VgiOption> resembling(String name, VgiOption.Use use) {
        String plain = plain(name);
        return VgiOption.of(use).stream()
                .filter(option -> option.isPrefix()
                        ? resembles(plain(name.split("[._-]", 2)[0]), plain(option.key()), 1)
                        : resembles(plain, plain(option.key()), MOST_SLIPS))
                .findFirst();
    }

    private static boolean resembles(String name, String known, int slips) {
        return distance(name, known) <= Math.min(slips, known.length() / 3);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(last[j], row[j - 1]) + 1);
            }
            last = row;
        }
        return last[b.length()];
    }
}
