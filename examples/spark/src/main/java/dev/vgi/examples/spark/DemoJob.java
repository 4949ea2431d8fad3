package dev.vgi.examples.spark;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import dev.vgi.examples.flights.JobOutput;
import dev.vgi.examples.flights.JobStep;
import dev.vgi.examples.flights.StateDelays;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the demo's part in Spark: reads all columns, then reads what the question needs, enriches it, and answers.
 * Arguments: the address to read from, the address that enriches, the flights that a pair of states must have, how many
 * pairs, the store of large batches.
 */
public final class DemoJob {
    private DemoJob() {}

    public static void main(String[] arguments) throws IOException {
        String read = arguments[0];
        String enrich = arguments[1];
        String store = arguments[4];
        var output = new JobOutput(System.out);
        JobOutput.Running start = output.begin("Spark");
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("vgi demo")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate()) {
            start.end(JobStep.Data.NONE, "Spark %s, local[2]", spark.version());
            read(output, FlightsJob.flights(spark, read, store));
            Dataset<Row> enriched = FlightsJob.enriched(FlightsJob.flights(spark, read, store), enrich, store);
            answer(output, enriched, Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static void read(JobOutput output, Dataset<Row> flights) {
        JobOutput.Running step = output.begin("read");
        int partitions = flights.javaRDD().getNumPartitions();
        Dataset<Row> query = flights.agg(
                count(lit(1)), sum("delay"), sum("distance"), max("date"), max("origin"), max("destination"));
        long rows = query.collectAsList().get(0).getLong(0);
        step.end(PlanMetrics.of(query).read(rows), "all columns, over HTTP, in %d partitions", partitions);
    }

    private static void answer(JobOutput output, Dataset<Row> enriched, long minimumFlights, int pairs) {
        JobOutput.Running step = output.begin("enrich");
        Dataset<Row> query = FlightsJob.worstStatePairs(enriched, minimumFlights, pairs);
        List<StateDelays> found = query.collectAsList().stream()
                .map(row -> new StateDelays(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)))
                .toList();
        step.end(
                PlanMetrics.of(query).exchanged(),
                "3 columns read over HTTP, enriched over the unix socket, and grouped");
        output.answer(found);
    }
}
