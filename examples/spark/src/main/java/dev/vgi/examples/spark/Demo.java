package dev.vgi.examples.spark;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import dev.vgi.examples.flights.DelayReport;
import dev.vgi.examples.flights.StateDelays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The main job on real data: 200,000 flights of a worker into Spark, enriched by it, and the ten worst pairs of states;
 * then the same in plain Java straight from the files, and the two answers row by row. Ends with status 1 if they differ.
 */
public final class Demo {
    private static final long MINIMUM_FLIGHTS = 100;
    private static final int PAIRS = 10;

    private Demo() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        System.exit(run() ? 0 : 1);
    }

    private static boolean run() throws IOException {
        say("%nFlights of a worker in Spark%n%n");
        Path folder = Files.createTempDirectory("vgi-demo");
        try (WorkerProcess worker = start(folder.resolve("worker.sock"));
                SparkSession spark = spark()) {
            read(FlightsJob.flights(spark, worker.http()));
            List<StateDelays> found = job(FlightsJob.enriched(FlightsJob.flights(spark, worker.http()), worker.unix()));
            return compare(found, plain());
        } finally {
            Files.deleteIfExists(folder.resolve("worker.sock"));
            Files.deleteIfExists(folder);
        }
    }

    private static WorkerProcess start(Path socket) throws IOException {
        Timer timer = Timer.start("worker");
        WorkerProcess worker = WorkerProcess.start(socket);
        timer.stop("a Java worker at %s and unix:%s", worker.http(), socket);
        return worker;
    }

    private static SparkSession spark() {
        Timer timer = Timer.start("spark");
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("vgi demo")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        timer.stop("Spark %s with 2 threads", spark.version());
        return spark;
    }

    private static void read(Dataset<Row> flights) {
        Timer timer = Timer.start("read");
        int partitions = flights.javaRDD().getNumPartitions();
        Dataset<Row> query = flights.agg(
                count(lit(1)), sum("delay"), sum("distance"), max("date"), max("origin"), max("destination"));
        Row totals = query.collectAsList().get(0);
        PlanMetrics metrics = PlanMetrics.of(query);
        timer.stop(
                "all columns of %,d flights over HTTP: %d partitions, %d batches, %s of Arrow data",
                totals.getLong(0), partitions, metrics.of("BatchScan", "vgiBatches"), megabytes(metrics));
    }

    private static List<StateDelays> job(Dataset<Row> enriched) {
        Timer timer = Timer.start("job");
        Dataset<Row> query = FlightsJob.worstStatePairs(enriched, MINIMUM_FLIGHTS, PAIRS);
        List<StateDelays> found = new ArrayList<>();
        for (Row row : query.collectAsList()) {
            found.add(new StateDelays(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)));
        }
        PlanMetrics metrics = PlanMetrics.of(query);
        timer.stop(
                "the 3 columns that it needs over HTTP (%d batches, %s), %,d rows in %d exchanges over unix, grouped",
                metrics.of("BatchScan", "vgiBatches"),
                megabytes(metrics),
                metrics.of("VgiExchange", "numOutputRows"),
                metrics.of("VgiExchange", "exchanges"));
        return found;
    }

    private static List<StateDelays> plain() {
        Timer timer = Timer.start("plain Java");
        List<StateDelays> expected = DelayReport.worst(MINIMUM_FLIGHTS, PAIRS);
        timer.stop("the same question to the files, without worker and Spark");
        return expected;
    }

    private static boolean compare(List<StateDelays> found, List<StateDelays> expected) {
        say("%nMean delays between states, of at least %d flights:%n%n", MINIMUM_FLIGHTS);
        say("  %-4s  %-4s  %8s  %10s  %10s%n", "from", "to", "flights", "mean delay", "plain Java");
        boolean same = found.size() == expected.size();
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            StateDelays ours = i < found.size() ? found.get(i) : null;
            StateDelays theirs = i < expected.size() ? expected.get(i) : null;
            boolean equal = ours != null && ours.equals(theirs);
            same &= equal;
            say("  %s  %s%n", ours == null ? " ".repeat(32) : text(ours), equal ? "      same" : "differs: " + theirs);
        }
        say(same ? "%nBoth answers are the same.%n%n" : "%nThe answers differ.%n%n");
        return same;
    }

    private static String text(StateDelays pair) {
        return String.format(
                Locale.ROOT,
                "%-4s  %-4s  %,8d  %6.2f min",
                pair.origin(),
                pair.destination(),
                pair.flights(),
                pair.mean());
    }

    private static String megabytes(PlanMetrics metrics) {
        return String.format(Locale.ROOT, "%.1f MB", metrics.of("BatchScan", "vgiBytes") / 1e6);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
    }

    /** A line that begins with what is being done, and ends with how long it took and what came of it. */
    private record Timer(long start) {
        static Timer start(String name) {
            say("  %-10s", name);
            return new Timer(System.nanoTime());
        }

        void stop(String format, Object... values) {
            say("  %5.1f s   ", (System.nanoTime() - start) / 1e9);
            say(format + "%n", values);
        }
    }
}
