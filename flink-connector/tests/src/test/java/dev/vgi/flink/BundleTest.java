package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.examples.flights.Flights;
import dev.vgi.examples.flights.FlightsWorker;
import dev.vgi.server.Server;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that a user drops into Flink: what it brings, and what it leaves to Flink. */
class BundleTest {
    private static final Path BUNDLE = Path.of(System.getProperty("vgi.flink.bundle"));

    @Test
    void bundle_holdsTheConnectorTheRuntimeAndWhatTheyNeed() throws IOException {
        assertThat(entries())
                .contains(
                        "dev/vgi/flink/package-info.class",
                        "dev/vgi/VgiException.class",
                        "dev/vgi/shaded/jetty/client/HttpClient.class",
                        "dev/vgi/shaded/arrow/vector/IntVector.class",
                        "dev/vgi/shaded/arrow/memory/unsafe/DefaultAllocationManagerFactory.class",
                        "dev/vgi/shaded/jackson/databind/ObjectMapper.class",
                        "dev/vgi/shaded/lz4/lz4/LZ4Factory.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void bundle_bringsNothingUnderAnotherNameButNullnessAnnotationsAndZstd() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev/vgi/")
                        || name.startsWith("org/jspecify/")
                        || name.startsWith("com/github/luben/zstd/"));
    }

    @Test
    void services_areNamedAsTheyWereRelocated() throws Exception {
        List<String> services = entries().stream()
                .filter(name -> name.startsWith("META-INF/services/dev.vgi.shaded."))
                .toList();
        assertThat(services).isNotEmpty();
        try (var loader = new URLClassLoader(
                        new URL[] {BUNDLE.toUri().toURL()}, getClass().getClassLoader());
                var jar = new JarFile(BUNDLE.toFile())) {
            for (String service : services) {
                Class<?> type = loader.loadClass(service.substring("META-INF/services/".length()));
                try (var lines = jar.getInputStream(jar.getEntry(service))) {
                    for (String provider :
                            new String(lines.readAllBytes()).lines().toList()) {
                        Class<?> implementation = loader.loadClass(provider);
                        assertThat(implementation).isAssignableTo(type);
                        assertThat(Modifier.isAbstract(implementation.getModifiers()))
                                .isFalse();
                    }
                }
            }
        }
    }

    /** Nothing that the bundle brings is on the job's class path under another name, nor is the connector itself. */
    @Test
    void job_runsWithFlinkAndTheBundleAlone(@TempDir Path folder) throws Exception {
        try (Server server = Server.builder()
                .host(Flights.class, new FlightsWorker())
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start()) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + Path.of(System.getProperty("vgi.home"), "tools", "jvm.options"),
                    "-Xmx1g",
                    "-cp",
                    flinkAndTheBundle(),
                    BundleJob.class.getName()));
            command.addAll(server.addresses());
            Process job = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(job.getInputStream().readAllBytes());

            assertThat(job.waitFor()).as(output).isZero();
            assertThat(output.lines().filter(line -> line.startsWith("FOUND")))
                    .as(output)
                    .containsOnly("FOUND [+I[200000, ABE, 1575]]")
                    .hasSize(2);
        }
    }

    private static String flinkAndTheBundle() {
        String others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("org/apache/flink/")
                        || entry.contains("org/apache/commons/")
                        || entry.contains("lz4-java")
                        || entry.contains("log4j")
                        || entry.contains("slf4j-api")
                        || entry.contains("/commons-")
                        || entry.contains("com/esotericsoftware/")
                        || entry.contains("org/objenesis/")
                        || entry.contains("org/snakeyaml/")
                        || entry.contains("org/javassist/")
                        || entry.contains("com/ibm/icu/")
                        || entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        return BUNDLE + File.pathSeparator + others;
    }

    private static List<String> entries() throws IOException {
        try (var jar = new JarFile(BUNDLE.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
