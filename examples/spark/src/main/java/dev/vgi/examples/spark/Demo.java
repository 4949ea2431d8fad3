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
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The main job on real data: 200,000 flights of a worker into Spark, enriched by it, and the ten worst pairs of states;
 * then the same in plain Java straight from the files, and the two answers row by row. Ends with status 1 if they differ.
 */
@Command(
        name = "vgi demo",
        sortOptions = false,
        description =
                "Reads 200,000 flights of a worker into Spark, lets the worker enrich them, and compares the answer with"
                        + " that of plain Java.")
public final class Demo implements Callable<Integer> {
    private static final long MINIMUM_FLIGHTS = 100;
    private static final int PAIRS = 10;

    private final Report report = Report.onStandardOutput();

    @Option(
            names = "--worker",
            paramLabel = "java|python",
            defaultValue = "java",
            description = "The worker's language. Default: ${DEFAULT-VALUE}.")
    private WorkerProcess.Language language = WorkerProcess.Language.JAVA;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            defaultValue = "${env:VGI_PYTHON:-python3}",
            description = "With --worker python: a Python 3.13 that has vgi-rpc[http]. Default: ${DEFAULT-VALUE}.")
    private String python = "python3";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the demo and returns its exit status. */
    static int run(String... arguments) {
        return new CommandLine(new Demo())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    System.err.println("vgi: the demo failed: " + problem.getMessage());
                    if (!(problem instanceof IOException)) {
                        problem.printStackTrace();
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("vgi-demo");
        report.start();
        try (WorkerProcess worker = worker(folder);
                SparkSession spark = spark()) {
            read(FlightsJob.flights(spark, worker.http()));
            List<StateDelays> found = job(FlightsJob.enriched(FlightsJob.flights(spark, worker.http()), worker.unix()));
            List<StateDelays> expected = plain();
            report.compare(MINIMUM_FLIGHTS, found, expected);
            return found.equals(expected) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            for (String file : WorkerProcess.FILES) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        }
    }

    private WorkerProcess worker(Path folder) throws IOException {
        Report.Step step = report.begin("worker");
        WorkerProcess worker = WorkerProcess.start(language, python, folder);
        step.end("a %s worker on %s and %s", language, worker.http(), worker.unix());
        return worker;
    }

    private SparkSession spark() {
        Report.Step step = report.begin("Spark");
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("vgi demo")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        step.end("Spark %s, local[2]", spark.version());
        return spark;
    }

    private void read(Dataset<Row> flights) {
        Report.Step step = report.begin("read");
        int partitions = flights.javaRDD().getNumPartitions();
        Dataset<Row> query = flights.agg(
                count(lit(1)), sum("delay"), sum("distance"), max("date"), max("origin"), max("destination"));
        long rows = query.collectAsList().get(0).getLong(0);
        PlanMetrics metrics = PlanMetrics.of(query);
        step.data(rows, metrics.of("BatchScan", "vgiBatches"), metrics.of("BatchScan", "vgiBytes"));
        step.end("all columns, over HTTP, in %d partitions", partitions);
    }

    private List<StateDelays> job(Dataset<Row> enriched) {
        Report.Step step = report.begin("enrich");
        Dataset<Row> query = FlightsJob.worstStatePairs(enriched, MINIMUM_FLIGHTS, PAIRS);
        List<StateDelays> found = query.collectAsList().stream()
                .map(row -> new StateDelays(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)))
                .toList();
        PlanMetrics metrics = PlanMetrics.of(query);
        step.data(
                metrics.of("VgiExchange", "numOutputRows"),
                metrics.of("VgiExchange", "exchanges"),
                metrics.of("BatchScan", "vgiBytes"));
        step.end("3 columns read over HTTP, enriched over the unix socket, and grouped");
        return found;
    }

    private List<StateDelays> plain() {
        Report.Step step = report.begin("plain Java");
        List<StateDelays> expected = DelayReport.worst(MINIMUM_FLIGHTS, PAIRS);
        step.end("the same question to the files, without worker and Spark");
        return expected;
    }
}
