package dev.vgi.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.vgi.spark.VgiExchange;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Shows a job to begin from: reads the worker's flights in parallel, enriches them, and finds the worst pairs of
 * states.
 */
public final class FlightsJob {
    private FlightsJob() {}

    /** Returns the flights, one partition for each month; some batches come from this store. */
    public static Dataset<Row> flights(SparkSession spark, String url, String store) {
        return spark.read()
                .format("vgi")
                .option("url", url)
                .option("splitsMethod", "flight_splits")
                .option("external.allowedHosts", store)
                .load("Flights/flights");
    }

    /** Returns the flights with what the worker knows of their airports. */
    public static Dataset<Row> enriched(Dataset<Row> flights, String url, String store) {
        return VgiExchange.on(flights)
                .url(url)
                .method("Flights/enrich")
                .inputColumns("origin", "destination")
                .option("external.allowedHosts", store)
                .apply();
    }

    /**
     * Returns the pairs of known states with the highest mean delays, worst first; those of equal means by the states'
     * names.
     */
    public static Dataset<Row> worstStatePairs(Dataset<Row> enriched, long minimumFlights, int pairs) {
        return enriched.filter(col("origin_state")
                        .isNotNull()
                        .and(col("destination_state").isNotNull()))
                .groupBy("origin_state", "destination_state")
                .agg(count(lit(1)).as("flights"), sum("delay").as("delay"))
                .filter(col("flights").geq(minimumFlights))
                .orderBy(
                        col("delay").divide(col("flights")).desc(),
                        col("origin_state").asc(),
                        col("destination_state").asc())
                .limit(pairs);
    }
}
