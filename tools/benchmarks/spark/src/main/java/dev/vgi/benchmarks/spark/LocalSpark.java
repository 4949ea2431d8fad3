package dev.vgi.benchmarks.spark;

import org.apache.spark.sql.SparkSession;

/** Spark in this process, one task at a time. */
final class LocalSpark {
    private LocalSpark() {}

    static SparkSession start() {
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.sql.files.maxPartitionBytes", Long.MAX_VALUE / 4)
                .getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        return spark;
    }
}
