package dev.vgi.examples.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reports from a job in a process of its own to the demo: a line on standard output for each step as it ends, and one
 * for the answer. Other lines, which engines print, are not meant for it.
 */
public final class JobOutput {
    private static final String STEP = "vgi-step ";
    private static final String ANSWER = "vgi-answer ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    public JobOutput(PrintStream out) {
        this.out = out;
    }

    /** Begins a step: its time is counted from now on. */
    public Running begin(String name) {
        return new Running(name, System.nanoTime());
    }

    /** Prints the job's result. */
    public void answer(List<StateDelays> pairs) {
        say(ANSWER, pairs);
    }

    private void say(String kind, Object value) {
        try {
            out.println(kind + JSON.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value + " has no JSON form", e);
        }
    }

    /** Reads the step that a line reports; empty for another line. */
    public static Optional<JobStep> step(String line) {
        return line.startsWith(STEP) ? Optional.of(parse(line, STEP, JobStep.class)) : Optional.empty();
    }

    /** Reads the answer that a line holds; empty for another line. */
    public static Optional<List<StateDelays>> answer(String line) {
        return line.startsWith(ANSWER)
                ? Optional.of(List.of(parse(line, ANSWER, StateDelays[].class)))
                : Optional.empty();
    }

    private static <T> T parse(String line, String kind, Class<T> type) {
        try {
            return JSON.readValue(line.substring(kind.length()), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a job printed a line that makes no sense: " + line, e);
        }
    }

    /** Represents a step that is under way. */
    public final class Running {
        private final String name;
        private final long start;

        private Running(String name, long start) {
            this.name = name;
            this.start = start;
        }

        /** Ends the step. */
        public void end(JobStep.Data data, String what, Object... values) {
            double seconds = (System.nanoTime() - start) / 1e9;
            say(STEP, new JobStep(name, seconds, data, String.format(Locale.ROOT, what, values)));
        }
    }
}
