package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's first lines, run as they stand but for the worker's port, by PySpark with the bundle jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
    private static final Path HOME = Path.of(System.getProperty("vgi.home"));
    private static final long PATIENCE_SECONDS = 240;

    private Peer worker;

    @BeforeAll
    void start() {
        worker = PythonReference.require()
                .start(
                        HOME.resolve("examples/python/flights_worker.py").toString(),
                        "--http",
                        "--port",
                        "0",
                        "--describe");
    }

    @AfterAll
    void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.3.0", "4.0.5"})
    void theLinesForPySpark_run(String version, @TempDir Path folder) throws IOException, InterruptedException {
        Path python = PythonReference.environment(
                        "pyspark-" + version,
                        "VGI_PYSPARK_" + version.replace('.', '_'),
                        11,
                        List.of("pyspark==" + version))
                .orElseThrow(() -> PythonReference.missing("Python 3.11 or newer with its venv module"));
        Path script = folder.resolve("readme.py");
        Files.writeString(script, block("readme:pyspark").replace("http://localhost:8815", worker.address()));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(python.toString(), script.toString())
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended).as("it ends; it printed\n%s", printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed)
                .contains("avg(delay)", "avg(distance_km)")
                .containsPattern("\\|\\s+AK\\|")
                .containsPattern("\\|\\s+AL\\|");
    }

    /** The fenced block after an HTML comment of this name. */
    private static String block(String name) throws IOException {
        String readme = Files.readString(HOME.resolve("README.md"), StandardCharsets.UTF_8);
        Matcher found = Pattern.compile("<!-- " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(found.find()).as("the README has a block '%s'", name).isTrue();
        return found.group(1);
    }
}
