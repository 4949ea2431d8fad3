package dev.vgi.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The same queries on {@link Orders} over HTTP, over a unix socket and from Parquet, which an engine knows as the
 * tables {@code over_http}, {@code over_unix} and {@code parquet}. They take turns, round after round; figures are
 * medians, ratios medians of each round's ratio.
 *
 * @param rounds how many rounds count
 * @param rows the rows of a batch
 * @param batches how many batches a table has
 */
public record SourceContest(int rounds, long rows, long batches) {
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("sums", "SELECT COUNT(*), SUM(id), SUM(quantity), SUM(price) FROM %s");
        QUERIES.put("strings", "SELECT COUNT(*), SUM(id), MAX(customer) FROM %s");
    }

    /** Runs a query and gives the first column of its only row. */
    @FunctionalInterface
    public interface Engine {
        long count(String query) throws Exception;
    }

    /** Of {@code [--rounds N] [--batches N] [--rows N]}; by default 5 rounds of 400 batches of 16384 rows. */
    public static SourceContest of(String[] arguments) {
        int rounds = 5;
        long rows = 16_384;
        long batches = 400;
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
                case "--rows" -> rows = Long.parseLong(arguments[i + 1]);
                case "--batches" -> batches = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
            }
        }
        return new SourceContest(rounds, rows, batches);
    }

    /** Holds it, and prints a line for each query. */
    public void hold(Engine engine) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d rounds of %d batches of %d rows, one task; million rows a second, medians; in parentheses the"
                        + " ratio to Parquet%n%n%-10s %10s %18s %18s%n",
                rounds,
                batches,
                rows,
                "",
                "parquet",
                "vgi, http",
                "vgi, unix");
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            measure(engine, query.getKey(), query.getValue());
        }
    }

    private void measure(Engine engine, String name, String query) throws Exception {
        List<String> contestants = List.of("parquet", "over_http", "over_unix");
        Map<String, double[]> speeds = new LinkedHashMap<>();
        contestants.forEach(table -> speeds.put(table, new double[rounds]));
        for (int round = -2; round < rounds; round++) {
            for (String table : contestants) {
                double speed = speed(engine, String.format(Locale.ROOT, query, table));
                if (round >= 0) {
                    Objects.requireNonNull(speeds.get(table))[round] = speed;
                }
            }
        }
        double[] parquet = Objects.requireNonNull(speeds.get("parquet"));
        System.out.printf(
                Locale.ROOT,
                "%-10s %10.2f %18s %18s%n",
                name,
                Medians.of(parquet),
                Medians.shown(Objects.requireNonNull(speeds.get("over_http")), parquet),
                Medians.shown(Objects.requireNonNull(speeds.get("over_unix")), parquet));
    }

    /** Million rows a second, with planning and the job's start, which all have. */
    private double speed(Engine engine, String query) throws Exception {
        long start = System.nanoTime();
        long found = engine.count(query);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (found != rows * batches) {
            throw new IllegalStateException("found " + found + " rows, expected " + rows * batches);
        }
        return rows * batches / seconds / 1e6;
    }
}
