package dev.vgi.benchmarks.spark;

import dev.vgi.benchmarks.Medians;
import dev.vgi.benchmarks.PlainExchange;
import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.WorkerProcess;
import dev.vgi.spark.VgiExchange;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows per second through {@code VgiExchange} in one Spark task, against the same exchange called by a plain loop with
 * batches of the same size, and against the same Spark job without the exchange. They take turns, round after round;
 * the figures are medians, the ratio the median of each round's ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--rows N]}; by default 5 rounds of 4,000,000 rows.
 */
public final class ExchangeBenchmark {
    private static final int BATCH = 8192;

    private final SparkSession spark;
    private final int rounds;
    private final long rows;

    private ExchangeBenchmark(SparkSession spark, int rounds, long rows) {
        this.spark = spark;
        this.rounds = rounds;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        long rows = 4_000_000;
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
                case "--rows" -> rows = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
            }
        }
        try (SparkSession spark = LocalSpark.start()) {
            new ExchangeBenchmark(spark, rounds, rows).run();
        }
    }

    private void run() throws Exception {
        try (Scratch folder = Scratch.create();
                WorkerProcess worker =
                        WorkerProcess.start("unix", folder.resolve("socket").toString(), "http")) {
            measure("unix", worker.nextAddress());
            measure("http", worker.nextAddress());
        }
    }

    private void measure(String transport, String url) {
        double[] loop = new double[rounds];
        double[] bare = new double[rounds];
        double[] exchanged = new double[rounds];
        for (int round = -2; round < rounds; round++) {
            double first = rows / PlainExchange.seconds(url, rows, BATCH);
            double second = rows / seconds(made(), "id", "name");
            double third = rows / seconds(exchanged(url), "id_back", "name_back");
            if (round >= 0) {
                loop[round] = first;
                bare[round] = second;
                exchanged[round] = third;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-5s %,d rows, batches of %d: plain loop %,.0f rows/s, Spark without exchange %,.0f, VgiExchange %,.0f;"
                        + " VgiExchange/plain loop %.2f%n",
                transport,
                rows,
                BATCH,
                Medians.of(loop),
                Medians.of(bare),
                Medians.of(exchanged),
                Medians.ofRatios(exchanged, loop));
    }

    private Dataset<Row> made() {
        return spark.range(0, rows, 1, 1).selectExpr("id", "concat('row ', id) AS name");
    }

    private Dataset<Row> exchanged(String url) {
        return VgiExchange.on(made())
                .url(url)
                .method("Echo/echo")
                .arg("pause_millis", "0")
                .inputColumns("id", "name")
                .batchSize(BATCH)
                .apply();
    }

    /** Of looking at every value. */
    private double seconds(Dataset<Row> data, String id, String name) {
        long start = System.nanoTime();
        Row found = data.selectExpr("count(*)", "sum(" + id + ")", "sum(length(" + name + "))")
                .collectAsList()
                .get(0);
        if (found.getLong(0) != rows || found.getLong(1) != rows * (rows - 1) / 2) {
            throw new IllegalStateException("found " + found + ", expected " + rows + " rows");
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
