package dev.vgi.benchmarks.spark;

import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.SourceContest;
import dev.vgi.benchmarks.WorkerProcess;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How fast Spark reads rows through the data source, against its own vectorized reading of the same rows from Parquet:
 * the same queries in one task, in turns, round after round. The rows come from a worker in a process of its own, which
 * makes them at no cost; the Parquet file lies in the page cache. Figures are medians, ratios medians of each round's
 * ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--batches N] [--rows N]}; by default 5 rounds of 400 batches of 16384 rows.
 */
public final class SourceBenchmark {
    private final SparkSession spark;
    private final SourceContest contest;

    private SourceBenchmark(SparkSession spark, SourceContest contest) {
        this.spark = spark;
        this.contest = contest;
    }

    public static void main(String[] arguments) throws Exception {
        SourceContest contest = SourceContest.of(arguments);
        try (SparkSession spark = LocalSpark.start()) {
            new SourceBenchmark(spark, contest).run();
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
            contest.hold(query -> spark.sql(query).collectAsList().get(0).getLong(0));
        }
    }

    private Dataset<Row> read(String url) {
        return spark.read()
                .format("vgi")
                .option("url", url)
                .option("arg.rows", contest.rows())
                .option("arg.batches", contest.batches())
                .load("Orders/orders");
    }
}
