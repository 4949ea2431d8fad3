package dev.vgi.examples.demo;

import dev.vgi.examples.flights.DelayReport;
import dev.vgi.examples.flights.JobStep;
import dev.vgi.examples.flights.StateDelays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the main job on real data: each engine reads 200,000 flights of a worker, has them enriched by it, and finds the
 * ten worst pairs of states; then plain Java does, straight from the files, and the answers are compared row by row.
 * Ends with status 1 if one differs.
 */
@Command(
        name = "vgi demo",
        sortOptions = false,
        description =
                "Reads 200,000 flights of a worker into each engine, lets the worker enrich them, and compares the"
                        + " answers with that of plain Java.")
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
        try (StoreProcess store = store(folder);
                WorkerProcess worker = worker(folder, store)) {
            List<String> job = List.of(
                    worker.http(),
                    worker.unix(),
                    Long.toString(MINIMUM_FLIGHTS),
                    Integer.toString(PAIRS),
                    store.address());
            Map<String, List<StateDelays>> answers = new LinkedHashMap<>();
            for (Engine engine : Engine.values()) {
                report.working(engine.toString());
                answers.put(engine.toString(), engine.run(job, folder, report::ended));
            }
            boolean same = report.compare(MINIMUM_FLIGHTS, plain(), answers);
            return same ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            delete(folder);
        }
    }

    private StoreProcess store(Path folder) throws IOException {
        report.working("store");
        long start = System.nanoTime();
        StoreProcess store = StoreProcess.start(folder);
        ended("store", start, "an S3 server on %s, to which only the worker has a key", store.address());
        return store;
    }

    private WorkerProcess worker(Path folder, StoreProcess store) throws IOException {
        report.working("worker");
        long start = System.nanoTime();
        WorkerProcess worker = WorkerProcess.start(language, python, folder, store);
        ended("worker", start, "a %s worker on %s and %s", language, worker.http(), worker.unix());
        return worker;
    }

    private List<StateDelays> plain() {
        report.working("plain Java");
        long start = System.nanoTime();
        List<StateDelays> expected = DelayReport.worst(MINIMUM_FLIGHTS, PAIRS);
        ended("plain Java", start, "the same question to the files, without worker and engine");
        return expected;
    }

    private void ended(String step, long start, String what, Object... values) {
        report.ended(new JobStep(
                step, (System.nanoTime() - start) / 1e9, JobStep.Data.NONE, String.format(Locale.ROOT, what, values)));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
