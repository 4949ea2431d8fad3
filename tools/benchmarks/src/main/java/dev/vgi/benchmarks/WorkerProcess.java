package dev.vgi.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The other side of a benchmark, in a process of its own that tells its addresses line by line. */
public final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private WorkerProcess(Process process) {
        this.process = process;
        lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a command. */
    static WorkerProcess start(List<String> command) throws IOException {
        return new WorkerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /**
     * Starts {@link BenchmarkWorker}, with the class path of its own module.
     *
     * @param transports as its arguments
     */
    public static WorkerProcess start(String... transports) throws IOException {
        return start(java(BenchmarkWorker.class, transports));
    }

    /** The command that starts a program of this module. */
    static List<String> java(Class<?> main, String... arguments) throws IOException {
        Path target = Path.of(System.getProperty("vgi.home"), "tools/benchmarks/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=2g",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                target.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(target.resolve("class-path")).strip(),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * The next address that it tells: in full, or as a discovery line ({@code PORT:8815}, {@code UNIX:/path},
     * {@code TCP:host:port}).
     */
    public String nextAddress() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the worker told no address");
        }
        String value = line.substring(line.indexOf(':') + 1).strip();
        return switch (line.substring(0, line.indexOf(':'))) {
            case "PORT" -> "http://127.0.0.1:" + value;
            case "UNIX" -> "unix:" + value;
            case "TCP" -> "tcp://" + value;
            default -> line;
        };
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
