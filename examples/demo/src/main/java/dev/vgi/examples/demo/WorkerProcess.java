package dev.vgi.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a flights worker outside of this process, listening on HTTP and on a unix socket. */
final class WorkerProcess implements AutoCloseable {
    private static final long LISTENING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final String JAVA = "dev.vgi.examples.flights.FlightsServer";
    private static final String SOCKET = "worker.sock";
    private static final String LOG = "worker.log";

    private final List<Process> processes = new ArrayList<>();
    private String http = "";
    private String unix = "";

    private final Path log;

    private WorkerProcess(Path log) {
        this.log = log;
    }

    /** Tells the language that the worker is written in. */
    enum Language {
        JAVA("Java"),
        PYTHON("Python");

        private final String shown;

        Language(String shown) {
            this.shown = shown;
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    /**
     * Starts a worker, and waits until it listens.
     *
     * @param python the interpreter for a worker in Python
     * @param folder where the socket is to be
     * @param store where a worker in Java puts large batches
     */
    static WorkerProcess start(Language language, String python, Path folder, StoreProcess store) throws IOException {
        String socket = folder.resolve(SOCKET).toString();
        var worker = new WorkerProcess(folder.resolve(LOG));
        try {
            if (language == Language.JAVA) {
                List<String> switches = new ArrayList<>(List.of("--http", "--unix", socket));
                switches.addAll(store.switches());
                worker.run(JavaProgram.ours(JAVA, switches), store.credentials(), 2);
            } else { // a Python worker serves one transport
                worker.run(python(python, "--http"), Map.of(), 1);
                worker.run(python(python, "--unix", socket), Map.of(), 1);
            }
            return worker;
        } catch (IOException | RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    private static List<String> python(String python, String... switches) {
        Path script = JavaProgram.home().resolve("examples/python/flights_worker.py");
        List<String> command = new ArrayList<>(List.of(python, "-u", script.toString(), "--describe"));
        command.addAll(List.of(switches));
        return command;
    }

    /** @param transports how many lines the program prints to say where it listens */
    private void run(List<String> command, Map<String, String> environment, int transports) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (int i = 0; i < transports; i++) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException(command.get(0) + " ended before the worker listened. A worker in Python needs a"
                        + " Python 3.13 with vgi-rpc[http], which --python names. It said:\n" + Files.readString(log));
            }
            if (line.startsWith("PORT:")) {
                int port = Integer.parseInt(line.substring("PORT:".length()));
                awaitListening(port);
                http = "http://127.0.0.1:" + port;
            } else if (line.startsWith("UNIX:")) {
                unix = "unix:" + line.substring("UNIX:".length());
            }
        }
    }

    /** Waits until the port accepts connections: a Python worker prints its port shortly before it listens there. */
    private static void awaitListening(int port) throws IOException {
        for (long end = System.nanoTime() + LISTENING_NANOS; ; ) {
            try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (connection.isConnected()) {
                    return;
                }
            } catch (ConnectException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    String http() {
        return http;
    }

    String unix() {
        return unix;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
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
}
