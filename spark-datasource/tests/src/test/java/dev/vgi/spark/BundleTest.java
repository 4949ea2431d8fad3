package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.BundleJar;
import dev.vgi.testing.JavaProgram;
import dev.vgi.testing.ModuleProgram;
import dev.vgi.testing.Peer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that a user drops into Spark: what it brings, and what it leaves to Spark. */
class BundleTest {
    private static final BundleJar BUNDLE = BundleJar.of("vgi.spark.bundle");

    @Test
    void bundle_holdsTheDataSourceTheRuntimeAndItsJetty() {
        assertThat(BUNDLE.entries())
                .contains(
                        "dev/vgi/spark/package-info.class",
                        "dev/vgi/VgiException.class",
                        "vgi/shaded/jetty/client/HttpClient.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void bundle_bringsNoClassOfAnyoneElsesPackagesButTheNullnessAnnotations() {
        assertThat(BUNDLE.entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev/vgi/")
                        || name.startsWith("vgi/shaded/")
                        || name.startsWith("org/jspecify/"));
    }

    @Test
    void services_areNamedAsTheyWereRelocated() throws Exception {
        BUNDLE.assertServicesAreRelocated();
    }

    @Test
    void loggers_areOurs() throws Exception {
        BUNDLE.assertLoggersAreOurs();
    }

    /** At TRACE the HTTP library says every header and every URL that it sends and receives. */
    @Test
    void logs_haveNoHeadersAndNoSignedUrls_whateverTheirLevel(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("log4j2-test.properties"), """
                rootLogger.level = TRACE
                rootLogger.appenderRef.console.ref = Console
                appender.console.type = Console
                appender.console.name = Console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %p %c %m%n
                """);
        try (Peer store = ModuleProgram.start("examples/store", "dev.vgi.examples.store.LocalS3", Map.of());
                Peer worker = ModuleProgram.start(
                        "examples/worker",
                        "dev.vgi.examples.flights.FlightsServer",
                        Map.of("AWS_ACCESS_KEY_ID", "local-access-key", "AWS_SECRET_ACCESS_KEY", "local-secret-key"),
                        "--http",
                        "--external-s3",
                        store.address() + "/vgi",
                        "--external-threshold",
                        "100000")) {
            String output = JavaProgram.run(
                    folder + File.pathSeparator + theBundleAndLibrariesOfSpark(),
                    BundleClient.class.getName(),
                    List.of(worker.address(), store.address()));

            assertThat(output)
                    .contains("ROWS 200000", "DEBUG org.apache.arrow.")
                    .doesNotContainIgnoringCase("planted")
                    .doesNotContainIgnoringCase("X-Amz-Signature");
        }
    }

    private static String theBundleAndLibrariesOfSpark() {
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("org/apache/arrow/")
                        || entry.contains("log4j")
                        || entry.contains("slf4j-api")
                        || entry.contains("com/fasterxml/")
                        || entry.contains("com/google/flatbuffers/")
                        || entry.contains("io/netty/")
                        || entry.contains("lz4-java")
                        || entry.contains("zstd-jni")
                        || entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        return BUNDLE.path() + File.pathSeparator + libraries;
    }
}
