package dev.vgi.tools.cli;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.ExitCode;

/** What a person is told of a failure: one message, and with {@code --verbose} all that is known. */
record ErrorReport(Throwable problem) {
    void print(PrintStream err, boolean verbose) {
        err.println("vgi: " + message());
        if (verbose) {
            if (problem instanceof VgiException error) {
                error.details().forEach(detail -> err.println("  " + text(detail)));
                section(err, "The worker's traceback:", error.remoteTraceback());
            }
            err.println("On this side:");
            frames(err, problem);
            for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
                err.println("Caused by: " + cause);
                frames(err, cause);
            }
        }
    }

    /** A wrong argument that never left this side is a mistake in the command line. */
    int exitStatus() {
        boolean misuse =
                problem instanceof VgiException error && error.code() == Code.INVALID_ARGUMENT && !error.isRemote();
        return misuse ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private String message() {
        if (!(problem instanceof VgiException error)) {
            return "unexpected " + problem + "; --verbose shows where";
        }
        return error.isRemote()
                ? remoteMessage(error) + " [" + classification(error) + "] from the worker " + error.url()
                : Objects.requireNonNullElse(
                                error.withOptionNames(ErrorReport::option).getMessage(), "") + " [" + error.code()
                        + "]";
    }

    /** The option of the command line; a setting that has none keeps its own name. */
    private static String option(ClientOption setting) {
        return switch (setting) {
            case ARGS_SCHEMA -> "--args-schema";
            case HAS_HEADER -> "--has-header";
            case PROTOCOL_VERSION -> "--protocol-version";
            case BEARER_TOKEN -> "--bearer-token-file";
            case SILENCE -> "--timeout";
            default -> setting.key();
        };
    }

    /** The type that workers put before their message stands among the classification. */
    private static String remoteMessage(VgiException error) {
        String prefix = error.remoteType() + ": ";
        String message = error.remoteMessage();
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private static String classification(VgiException error) {
        List<String> words = new ArrayList<>(List.of(error.code().name()));
        if (!error.kind().isEmpty()) {
            words.add(error.kind());
        }
        words.add(error.remoteType());
        Duration delay = error.retryDelay();
        if (delay != null) {
            words.add("try again in " + delay.toMillis() / 1000.0 + " s");
        }
        return String.join(", ", words);
    }

    private static String text(ErrorDetail detail) {
        return detail.type() + " " + detail.fields();
    }

    private static void frames(PrintStream err, Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            err.println("  at " + frame);
        }
    }

    private static void section(PrintStream err, String title, String text) {
        if (!text.isBlank()) {
            err.println(title);
            err.println(text.stripTrailing().indent(2).stripTrailing());
        }
    }
}
