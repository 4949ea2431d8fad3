package dev.vgi.examples.demo;

import dev.vgi.examples.flights.JobStep;
import dev.vgi.examples.flights.StateDelays;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the demo's output: a line for each step as it ends, and the answers side by side. */
final class Report {
    private static final String ROW = "  %-10s  %7s  %9s  %7s  %8s  %8s  %8s  %8s  %s%n";

    private final PrintStream out;
    private final boolean terminal;

    private Report(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Report onStandardOutput() {
        return new Report(System.out, isTerminal());
    }

    /** Checks whether standard output is a terminal by a shell, because Java 17 cannot tell. */
    private static boolean isTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1")
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void start() {
        say("%n  %-10s  %7s  %9s  %7s  %8s  %-28s%n", "", "", "", "", "", "through the object store");
        say(ROW, "step", "seconds", "rows", "batches", "data", "batches", "data", "fetch", "what");
        say(
                ROW,
                "-".repeat(10),
                "-".repeat(7),
                "-".repeat(9),
                "-".repeat(7),
                "-".repeat(8),
                "-".repeat(8),
                "-".repeat(8),
                "-".repeat(8),
                "-".repeat(40));
    }

    /** Prints what is going on until the next step ends, where the line can be erased. */
    void working(String on) {
        if (terminal) {
            say("  %-10s  ...", on);
        }
    }

    void ended(JobStep step) {
        JobStep.Data data = step.data();
        say(terminal ? "\r\033[K" : "");
        say(
                ROW,
                step.name(),
                String.format(Locale.ROOT, "%.1f", step.seconds()),
                count(data.rows()),
                count(data.batches()),
                megabytes(data.bytes()),
                count(data.externalBatches()),
                megabytes(data.externalBytes()),
                data.externalBatches() == 0 ? "" : data.fetchMillis() + " ms",
                step.what());
    }

    private static String count(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }

    private static String megabytes(long bytes) {
        return bytes == 0 ? "" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /**
     * Prints the expected answer, and beside each of its rows what the others have there.
     *
     * @return whether all are the same
     */
    boolean compare(long minimumFlights, List<StateDelays> expected, Map<String, List<StateDelays>> answers) {
        say("%nThe worst mean delays between states, of at least %,d flights, by plain Java:%n%n", minimumFlights);
        say("  %-4s  %-4s  %7s  %13s  %10s", "from", "to", "flights", "delay (min)", "mean (min)");
        answers.keySet().forEach(name -> say("  %-7s", name));
        say("%n  ----  ----  -------  -------------  ----------%s%n", "  -------".repeat(answers.size()));
        int rows = expected.size();
        for (List<StateDelays> answer : answers.values()) {
            rows = Math.max(rows, answer.size());
        }
        for (int i = 0; i < rows; i++) {
            String pair = text(expected, i);
            say("  %s", pair);
            for (List<StateDelays> answer : answers.values()) {
                String other = text(answer, i);
                say("  %-7s", other.equals(pair) ? "same" : "differs: " + other);
            }
            say("%n");
        }
        boolean same = answers.values().stream().allMatch(expected::equals);
        say("%n%s%n%n", same ? "All answers are the same." : "The answers differ.");
        return same;
    }

    private static String text(List<StateDelays> answer, int row) {
        if (row >= answer.size()) {
            return "nothing";
        }
        StateDelays pair = answer.get(row);
        return String.format(
                Locale.ROOT,
                "%-4s  %-4s  %,7d  %,13d  %10.2f",
                pair.origin(),
                pair.destination(),
                pair.flights(),
                pair.delay(),
                pair.mean());
    }

    private void say(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }
}
