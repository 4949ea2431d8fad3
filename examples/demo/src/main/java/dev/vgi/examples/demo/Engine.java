package dev.vgi.examples.demo;

import dev.vgi.examples.flights.JobOutput;
import dev.vgi.examples.flights.JobStep;
import dev.vgi.examples.flights.StateDelays;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the demo's job by one of the engines, in a process of its own. */
enum Engine {
    SPARK("Spark", "examples/spark", "dev.vgi.examples.spark.DemoJob"),
    FLINK("Flink", "examples/flink", "dev.vgi.examples.flink.DemoJob");

    private static final int LAST_LINES = 20;

    private final String shown;
    private final String module;
    private final String main;

    Engine(String shown, String module, String main) {
        this.shown = shown;
        this.module = module;
        this.main = main;
    }

    @Override
    public String toString() {
        return shown;
    }

    /** Returns the name of the file that {@link #run} leaves in its folder. */
    String log() {
        return module.substring(module.lastIndexOf('/') + 1) + ".log";
    }

    /**
     * Runs the job.
     *
     * @param steps is told of each step as it ends
     * @param folder where the engine's log goes
     * @return the answer
     * @throws IOException where the job fails, with the end of its log
     */
    List<StateDelays> run(List<String> arguments, Path folder, Consumer<JobStep> steps) throws IOException {
        Path log = folder.resolve(log());
        Process process = new ProcessBuilder(JavaProgram.of(module, main, arguments))
                .redirectError(log.toFile())
                .start();
        try {
            Optional<List<StateDelays>> answer = Optional.empty();
            var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JobOutput.step(line).ifPresent(steps);
                if (JobOutput.answer(line).isPresent()) {
                    answer = JobOutput.answer(line);
                }
            }
            int status = process.waitFor();
            return answer.filter(found -> status == 0)
                    .orElseThrow(() -> new IOException("the " + shown + " job ended with status " + status
                            + " and no answer. The end of its log:\n" + end(log)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the " + shown + " job ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
