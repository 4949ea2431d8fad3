package dev.vgi.flink;

import static org.awaitility.Awaitility.await;

import dev.vgi.testing.JavaProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A job manager and two task managers, each a process of its own, as Flink's scripts start them. */
final class StandaloneCluster implements AutoCloseable {
    private static final int TASK_MANAGERS = 2;

    private final Path folder;
    private final int restPort;
    private final List<Process> processes = new ArrayList<>();

    /**
     * Starts it.
     *
     * @param folder for its configuration and what it prints
     * @param classPath Flink, and what lies in its {@code lib}
     * @param more of its configuration
     */
    StandaloneCluster(Path folder, String classPath, Map<String, String> more) throws IOException {
        this.folder = folder;
        this.restPort = freePort();
        Files.writeString(
                folder.resolve("config.yaml"),
                configuration(more).entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        try {
            start("job-manager", classPath, "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
            for (int i = 1; i <= TASK_MANAGERS; i++) {
                start("task-manager-" + i, classPath, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
            }
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsMatching(error -> processes.stream().allMatch(Process::isAlive))
                    .until(() -> get("/overview").contains("\"slots-available\":" + 2 * TASK_MANAGERS));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private Map<String, String> configuration(Map<String, String> more) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("jobmanager.rpc.address", "127.0.0.1");
        all.put("jobmanager.rpc.port", Integer.toString(freePort()));
        all.put("jobmanager.memory.heap.size", "256m");
        all.put("rest.address", "127.0.0.1");
        all.put("rest.bind-address", "127.0.0.1");
        all.put("rest.port", Integer.toString(restPort));
        all.put("taskmanager.host", "127.0.0.1");
        all.put("taskmanager.numberOfTaskSlots", "2");
        // What Flink's scripts work out and hand over.
        all.put("taskmanager.cpu.cores", "2.0");
        all.put("taskmanager.memory.framework.heap.size", "64m");
        all.put("taskmanager.memory.framework.off-heap.size", "64m");
        all.put("taskmanager.memory.jvm-metaspace.size", "128m");
        all.put("taskmanager.memory.jvm-overhead.min", "64m");
        all.put("taskmanager.memory.jvm-overhead.max", "64m");
        all.put("taskmanager.memory.task.heap.size", "256m");
        all.put("taskmanager.memory.task.off-heap.size", "256m");
        all.put("taskmanager.memory.managed.size", "64m");
        all.put("taskmanager.memory.network.min", "64m");
        all.put("taskmanager.memory.network.max", "64m");
        all.putAll(more);
        return all;
    }

    private void start(String name, String classPath, String main) throws IOException {
        var builder =
                new ProcessBuilder(JavaProgram.command(classPath, main, List.of("--configDir", folder.toString())));
        builder.environment().put("FLINK_CONF_DIR", folder.toString());
        processes.add(builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    /** What a client needs to know of it, as Flink's options. */
    List<String> target() {
        return List.of("-Dexecution.target=remote", "-Drest.address=127.0.0.1", "-Drest.port=" + restPort);
    }

    private String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
