package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.testing.PythonReference;
import dev.vgi.tools.conformance.service.ConformanceService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers that all callers share: whoever comes first starts one, in this language or another. */
@EnabledOnOs(OS.LINUX)
class LaunchTest {
    @TempDir
    Path folder;

    /** Makes the command unlike any other's, and counts the starts. */
    private final String starts = UUID.randomUUID().toString();

    @AfterEach
    void stopWorkers() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .map(line -> line.contains(starts))
                        .orElse(false))
                .forEach(ProcessHandle::destroy);
    }

    @Test
    void secondCaller_findsTheWorkerOfTheFirst() throws IOException {
        try (Client first = Vgi.connect("launch:" + command());
                Client second = Vgi.connect("launch:" + command())) {
            assertThat(echo(first)).isEqualTo(7);
            assertThat(echo(second)).isEqualTo(7);
        }
        assertThat(started()).isEqualTo(1);
    }

    @Test
    void callersAtOnce_startOneWorker() throws IOException {
        List<Long> answers = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> {
                    try (Client client = Vgi.connect("launch:" + command())) {
                        return echo(client);
                    }
                })
                .toList();
        assertThat(answers).containsOnly(7L);
        assertThat(started()).isEqualTo(1);
    }

    @Test
    void workerThatDied_isStartedAnew() throws IOException {
        try (Client client = Vgi.connect("launch:" + command())) {
            assertThat(echo(client)).isEqualTo(7);
        }
        stopWorkers();
        org.awaitility.Awaitility.await().ignoreExceptions().untilAsserted(() -> {
            try (Client client = Vgi.connect("launch:" + command())) {
                assertThat(echo(client)).isEqualTo(7);
            }
        });
        assertThat(started()).isEqualTo(2);
    }

    @Test
    void referencesLauncher_findsTheSameWorker() throws IOException, InterruptedException {
        try (Client client = Vgi.connect("launch:" + command())) {
            assertThat(echo(client)).isEqualTo(7);
        }
        var launch = new ArrayList<>(List.of(PythonReference.require().python(), "-c", """
                import sys
                from vgi_rpc.launcher import LaunchConfig, launch
                print(launch(LaunchConfig(worker_argv=tuple(sys.argv[1:]))))
                """));
        launch.addAll(words());
        Process reference = new ProcessBuilder(launch).redirectErrorStream(true).start();
        String printed = new String(reference.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(reference.waitFor()).as(printed).isZero();
        assertThat(printed).contains(".sock");
        assertThat(started()).isEqualTo(1);
    }

    @Test
    void workerThatDoesNotStart_isQuoted() {
        try (Client client = Vgi.connect("launch:sh -c 'echo no luck " + starts + " >&2; exit 3' --")) {
            assertThatThrownBy(() -> echo(client))
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.UNAVAILABLE))
                    .hasMessageContaining("no luck " + starts);
        }
    }

    private static long echo(Client client) {
        return client.proxy(ConformanceService.class).echoInt(7);
    }

    /** Our worker, that leaves a mark when it starts. */
    private List<String> words() {
        return List.of(
                "sh",
                "-c",
                "echo started >> \"$0\"; exec \"$@\"",
                folder.resolve(starts).toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dstarts=" + starts,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Worker.class.getName());
    }

    private String command() {
        return String.join(
                " ",
                words().stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    private long started() throws IOException {
        return Files.readAllLines(folder.resolve(starts)).size();
    }
}
