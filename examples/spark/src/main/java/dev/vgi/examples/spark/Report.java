package dev.vgi.examples.spark;

import dev.vgi.examples.flights.StateDelays;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the demo prints: a line for each step as it ends, and both answers side by side. */
final class Report {
    private static final String ROW = "  %-10s  %7s  %9s  %7s  %8s  %s%n";

    private final PrintStream out;
    private final boolean terminal;

    private Report(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Report onStandardOutput() {
        return new Report(System.out, isTerminal());
    }

    /** Java 17 cannot tell. */
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
        say("%n" + ROW, "step", "seconds", "rows", "batches", "data", "what");
        say(ROW, "-".repeat(10), "-".repeat(7), "-".repeat(9), "-".repeat(7), "-".repeat(8), "-".repeat(50));
    }

    Step begin(String name) {
        if (terminal) {
            say("  %-10s  ...", name);
        }
        return new Step(name);
    }

    /** Both answers, row by row. */
    void compare(long minimumFlights, List<StateDelays> found, List<StateDelays> expected) {
        say("%nThe worst mean delays between states, of at least %d flights:%n%n", minimumFlights);
        say("  %-4s  %-4s  %7s  %13s  %10s  %s%n", "from", "to", "flights", "delay (min)", "mean (min)", "plain Java");
        say("  ----  ----  -------  -------------  ----------  ----------%n");
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            StateDelays ours = i < found.size() ? found.get(i) : null;
            StateDelays theirs = i < expected.size() ? expected.get(i) : null;
            say("  %-48s%s%n", text(ours), ours != null && ours.equals(theirs) ? "same" : "differs: " + text(theirs));
        }
        say("%n%s%n%n", found.equals(expected) ? "Both answers are the same." : "The answers differ.");
    }

    private static String text(@Nullable StateDelays pair) {
        return pair == null
                ? "nothing"
                : String.format(
                        Locale.ROOT,
                        "%-4s  %-4s  %,7d  %,13d  %10.2f  ",
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

    /** One step, from now on. */
    final class Step {
        private final String name;
        private final long start = System.nanoTime();
        private String rows = "";
        private String batches = "";
        private String data = "";

        private Step(String name) {
            this.name = name;
        }

        /** @param bytes of Arrow data that came from the worker */
        void data(long rowCount, long batchCount, long bytes) {
            rows = String.format(Locale.ROOT, "%,d", rowCount);
            batches = String.format(Locale.ROOT, "%,d", batchCount);
            data = String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        }

        void end(String what, Object... values) {
            String seconds = String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
            say(terminal ? "\r\033[K" : "");
            say(ROW, name, seconds, rows, batches, data, String.format(Locale.ROOT, what, values));
        }
    }
}
