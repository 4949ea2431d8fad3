package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.examples.flights.Flights;
import dev.vgi.examples.flights.FlightsWorker;
import dev.vgi.server.Server;
import dev.vgi.testing.BundleJar;
import dev.vgi.testing.JavaProgram;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that a user drops into Flink: what it brings, and what it leaves to Flink. */
class BundleTest {
    private static final BundleJar BUNDLE = BundleJar.of("vgi.flink.bundle");

    @Test
    void bundle_holdsTheConnectorTheRuntimeAndWhatTheyNeed() {
        assertThat(BUNDLE.entries())
                .contains(
                        "dev/vgi/flink/package-info.class",
                        "dev/vgi/VgiException.class",
                        "vgi/shaded/jetty/client/HttpClient.class",
                        "vgi/shaded/arrow/vector/IntVector.class",
                        "vgi/shaded/arrow/memory/unsafe/DefaultAllocationManagerFactory.class",
                        "vgi/shaded/jackson/databind/ObjectMapper.class",
                        "vgi/shaded/lz4/lz4/LZ4Factory.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void bundle_bringsNothingUnderAnotherNameButNullnessAnnotationsAndZstd() {
        assertThat(BUNDLE.entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev/vgi/")
                        || name.startsWith("vgi/shaded/")
                        || name.startsWith("org/jspecify/")
                        || name.startsWith("com/github/luben/zstd/"));
    }

    @Test
    void services_areNamedAsTheyWereRelocated() throws Exception {
        BUNDLE.assertServicesAreRelocated();
    }

    @Test
    void loggers_areOurs() throws Exception {
        BUNDLE.assertLoggersAreOurs();
    }

    /** Nothing that the bundle brings is on the job's class path under another name, nor is the connector itself. */
    @Test
    void job_runsWithFlinkAndTheBundleAlone(@TempDir Path folder) throws Exception {
        try (Server server = Server.builder()
                .host(Flights.class, new FlightsWorker())
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start()) {
            assertFound(JavaProgram.run(flinkAndTheBundle(), BundleJob.class.getName(), server.addresses()));
        }
    }

    /** The bundle lies in {@code lib}; the client that plans the job is a process of its own, too. */
    @Test
    void job_runsOnAClusterOfProcesses_whichRunsNoPrograms(@TempDir Path folder) throws Exception {
        try (Server server = Server.builder()
                        .host(Flights.class, new FlightsWorker())
                        .http(0)
                        .unix(folder.resolve("w.sock"))
                        .start();
                var cluster = new StandaloneCluster(folder, flinkAndTheBundle(), Map.of())) {
            assertFound(runOn(cluster, server.addresses()));
            assertThatThrownBy(() -> runOn(cluster, List.of("cmd:true")))
                    .hasMessageContaining("addresses of the scheme 'cmd:' run code on the cluster")
                    .hasMessageContaining("vgi.allowed-schemes: cmd");
        }
    }

    @Test
    void job_runsPrograms_whereTheClustersConfigurationAllowsIt(@TempDir Path folder) throws Exception {
        try (var cluster = new StandaloneCluster(folder, flinkAndTheBundle(), Map.of("vgi.allowed-schemes", "cmd"))) {
            assertThatThrownBy(() -> runOn(cluster, List.of("cmd:true")))
                    .hasMessageNotContaining("run code on the cluster")
                    .hasMessageContaining("The worker program ended with status 0");
        }
    }

    private static String runOn(StandaloneCluster cluster, List<String> addresses) {
        List<String> arguments = new ArrayList<>(cluster.target());
        arguments.addAll(addresses);
        return JavaProgram.run(flinkAndTheBundle(), BundleJob.class.getName(), arguments);
    }

    private static void assertFound(String output) {
        assertThat(output.lines().filter(line -> line.startsWith("FOUND")))
                .as(output)
                .containsOnly("FOUND [+I[200000, ABE, 1575]]")
                .hasSize(2);
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
        return BUNDLE.path() + File.pathSeparator + others;
    }
}
