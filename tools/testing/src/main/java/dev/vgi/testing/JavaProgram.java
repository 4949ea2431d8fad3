package dev.vgi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class in a JVM of its own, with the project's JVM options. */
public final class JavaProgram {
    private JavaProgram() {}

    /** How it is started. */
    public static List<String> command(String classPath, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("vgi.home"), "tools", "jvm.options"),
                "-Xmx1g",
                "-cp",
                classPath,
                main));
        command.addAll(arguments);
        return command;
    }

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws IllegalStateException where it failed, with what it printed
     */
    public static String run(String classPath, String main, List<String> arguments) {
        try {
            Process process = new ProcessBuilder(command(classPath, main, arguments))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(main + " ended with status " + status + " and printed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(main + " was waited for", e);
        }
    }
}
