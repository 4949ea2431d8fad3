package dev.vgi.tools.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Where a command writes.
 *
 * @param out what was asked for, in UTF-8; flushed by whoever writes
 * @param err everything else
 * @param columns the width of the terminal that {@code out} is; 0 where it is none
 */
record Terminal(PrintStream out, PrintStream err, int columns) {
    /** The process's own. */
    static Terminal ofProcess() {
        var out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        return new Terminal(out, System.err, measure());
    }

    boolean isInteractive() {
        return columns > 0;
    }

    /** Asks the shell, because Java 17 knows neither whether standard output is a terminal nor how wide it is. */
    private static int measure() {
        try {
            Process shell = new ProcessBuilder("sh", "-c", "test -t 1 && stty size < /dev/tty >&2")
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String size = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean found = shell.waitFor(1, TimeUnit.SECONDS) && shell.exitValue() == 0;
            return found ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
