package dev.vgi.examples.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The flights worker in a process of its own, listening on HTTP and on a unix socket. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final String http;
    private final String unix;

    private WorkerProcess(Process process, String http, String unix) {
        this.process = process;
        this.http = http;
        this.unix = unix;
    }

    /** Starts the worker with this process's Java and class path, and waits until it listens. */
    static WorkerProcess start(Path socket) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.vgi.examples.flights.FlightsServer"));
        command.addAll(List.of("--unix", socket.toString(), "--http", "--port", "0"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return listening(process);
        } catch (IOException | RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    private static WorkerProcess listening(Process process) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String http = "";
        String unix = "";
        while (http.isEmpty() || unix.isEmpty()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the worker ended before it listened; what it said is above");
            }
            if (line.startsWith("PORT:")) {
                http = "http://127.0.0.1:" + line.substring("PORT:".length());
            } else if (line.startsWith("UNIX:")) {
                unix = "unix:" + line.substring("UNIX:".length());
            }
        }
        return new WorkerProcess(process, http, unix);
    }

    String http() {
        return http;
    }

    String unix() {
        return unix;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
