package dev.vgi.connector.options;

import dev.vgi.VgiException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the option that a misspelt name was meant for. */
public final class Misspellings {
    private static final int MOST_SLIPS = 2;

    private Misspellings() {}

    /**
     * Returns the option whose name differs by punctuation, by case or by two letters at most.
     *
     * @param known the names of all options; one that ends with a point is a prefix
     */
    public static Optional<String> meant(String name, Collection<String> known) {
        String plain = plain(name);
        return known.stream()
                .filter(option -> option.endsWith(".")
                        ? resembles(plain(name.split("[._-]", 2)[0]), plain(option), 1)
                        : resembles(plain, plain(option), MOST_SLIPS))
                .findFirst();
    }

    /** Returns the error that there is no option of this name, with the one that was meant or else with all. */
    public static VgiException unknown(String name, Collection<String> known) {
        return VgiException.invalidArgument("there is no option '" + name + "'"
                + meant(name, known)
                        .map(option -> ". Did you mean '" + option + (option.endsWith(".") ? "<name>'?" : "'?"))
                        .orElseGet(() -> ", expected one of " + new TreeSet<>(known)));
    }

    private static boolean resembles(String name, String known, int slips) {
        return distance(name, known) <= Math.min(slips, known.length() / 3);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns Levenshtein's distance. */
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
