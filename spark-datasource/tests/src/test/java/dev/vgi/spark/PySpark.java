package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PySpark as its users install it, in a virtual environment of its own for each release. */
final class PySpark {
    static final Path HOME = Path.of(System.getProperty("vgi.home"));
    static final Path BUNDLE = Path.of(System.getProperty("vgi.spark.bundle"));

    private static final long PATIENCE_SECONDS = 300;

    private PySpark() {}

    /** The releases to test, the most important first. */
    static List<String> versions() {
        return List.of(System.getProperty("vgi.pyspark.versions").split(","));
    }

    /** Runs a script from the project's folder; gives what it printed, which is empty of errors. */
    static String run(String version, Path script, String... arguments) throws IOException, InterruptedException {
        Path python = PythonReference.environment(
                        "pyspark-pandas-" + version,
                        "VGI_PYSPARK_" + version.replace('.', '_'),
                        11,
                        List.of("pyspark==" + version, "pandas>=2.2,<3", "pyarrow"))
                .orElseThrow(() -> PythonReference.missing("Python 3.11 or newer with its venv module"));
        var command = new ArrayList<>(List.of(python.toString(), script.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("vgi-pyspark", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("PYSPARK_PYTHON", python.toString());
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String printed = Files.readString(output);
            assertThat(ended).as("it ends; it printed\n%s", printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            Files.delete(output);
        }
    }
}
