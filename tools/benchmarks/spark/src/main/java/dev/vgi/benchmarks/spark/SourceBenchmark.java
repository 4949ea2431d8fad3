package dev.vgi.benchmarks.spark;

import dev.vgi.benchmarks.Medians;
import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.WorkerProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How fast Spark reads rows through the data source, against its own vectorized reading of the same rows from Parquet: the
 * same queries in one task, in turns, round after round. The rows come from a worker in a process of its own, which makes
 * them at no cost; the Parquet file lies in the page cache. Figures are medians, ratios medians of each round's ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--batches N] [--rows N]}; by default 5 rounds of 400 batches of 16384 rows.
 */
public final class SourceBenchmark {
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("sums", "SELECT count(*), sum(id), sum(quantity), sum(price) FROM %s");
        QUERIES.put("strings", "SELECT count(*), sum(id), max(customer) FROM %s");
    }

    private final SparkSession spark;
    private final int rounds;
    private final long rows;
    private final long batches;

    private SourceBenchmark(SparkSession spark, int rounds, long rows, long batches) {
        this.spark = spark;
        this.rounds = rounds;
        this.rows = rows;
        this.batches = batches;
    }

    public static void main(String[] arguments) throws Exception {
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
        try (SparkSession spark = LocalSpark.start()) {
            new SourceBenchmark(spark, rounds, rows, batches).run();
        }
    }

    private void run() throws Exception {
        try (Scratch folder = Scratch.create();
                WorkerProcess worker =
                        WorkerProcess.start("unix", folder.resolve("socket").toString(), "http")) {
            read(worker.nextAddress()).createOrReplaceTempView("over_unix");
            read(worker.nextAddress()).createOrReplaceTempView("over_http");
            String parquet = folder.resolve("parquet").toString();
            spark.table("over_unix").write().parquet(parquet);
            spark.read().parquet(parquet).createOrReplaceTempView("parquet");
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
                measure(query.getKey(), query.getValue());
            }
        }
    }

    private Dataset<Row> read(String url) {
        return spark.read()
                .format("vgi")
                .option("url", url)
                .option("arg.rows", rows)
                .option("arg.batches", batches)
                .load("Orders/orders");
    }

    private void measure(String name, String query) {
        List<String> contestants = List.of("parquet", "over_http", "over_unix");
        Map<String, double[]> speeds = new LinkedHashMap<>();
        contestants.forEach(table -> speeds.put(table, new double[rounds]));
        for (int round = -2; round < rounds; round++) {
            for (String table : contestants) {
                double speed = speed(String.format(Locale.ROOT, query, table));
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
    private double speed(String query) {
        long start = System.nanoTime();
        Row found = spark.sql(query).collectAsList().get(0);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (found.getLong(0) != rows * batches) {
            throw new IllegalStateException("found " + found.getLong(0) + " rows, expected " + rows * batches);
        }
        return rows * batches / seconds / 1e6;
    }
}
