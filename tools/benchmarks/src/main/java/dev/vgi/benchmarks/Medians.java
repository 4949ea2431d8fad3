package dev.vgi.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** What is told of the rounds of a benchmark, in which contestants took turns. */
public final class Medians {
    private Medians() {}

    /** The median of one figure for each round. */
    public static double of(double[] rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The median of the ratio to another contestant in the same round. */
    public static double ofRatios(double[] rounds, double[] others) {
        double[] ratios = new double[rounds.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rounds[i] / others[i];
        }
        return of(ratios);
    }

    /** Both: the median, and in parentheses that of the ratio. */
    public static String shown(double[] rounds, double[] others) {
        return String.format(Locale.ROOT, "%.2f (%.2f)", of(rounds), ofRatios(rounds, others));
    }
}
