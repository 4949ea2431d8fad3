package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's lines for Spark, run as they stand but for the worker's port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
    private static final String ADDRESS = "http://localhost:8815";

    private Peer worker;

    @BeforeAll
    void start() {
        worker = FlightsWorker.http("--describe");
    }

    @AfterAll
    void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vgi.spark.PySpark#versions")
    void theLinesForPySpark_run(String version, @TempDir Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("readme.py");
        Files.writeString(script, block("readme:pyspark").replace(ADDRESS, worker.address()));
        assertThat(PySpark.run(version, script))
                .contains("avg(delay)", "avg(distance_km)")
                .containsPattern("\\|\\s+AK\\|")
                .containsPattern("\\|\\s+AL\\|");
    }

    @Test
    void theLinesForScala_compileAndRun(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("ReadmeLines.scala");
        Files.writeString(
                source,
                "object ReadmeLines {\n  def run(spark: org.apache.spark.sql.SparkSession): org.apache.spark.sql.DataFrame = {\n"
                        + block("readme:scala").replace(ADDRESS, worker.address()) + "\n    enriched\n  }\n}\n");
        boolean compiled = scala.tools.nsc.Main.process(new String[] {
            "-d", folder.toString(), "-classpath", System.getProperty("java.class.path"), source.toString()
        });
        assertThat(compiled).as("it compiles").isTrue();
        ClassLoader here = getClass().getClassLoader();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, here)) {
            var enriched = (Dataset<?>) loader.loadClass("ReadmeLines")
                    .getMethod("run", SparkSession.class)
                    .invoke(null, LocalSpark.session());
            assertThat(enriched.count()).isEqualTo(200_000);
            assertThat(enriched.columns()).contains("delay", "distance_km");
        }
    }

    /** The fenced block after an HTML comment of this name. */
    private static String block(String name) throws IOException {
        String readme = Files.readString(PySpark.HOME.resolve("README.md"), StandardCharsets.UTF_8);
        Matcher found = Pattern.compile("<!-- " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(found.find()).as("the README has a block '%s'", name).isTrue();
        return found.group(1);
    }
}
