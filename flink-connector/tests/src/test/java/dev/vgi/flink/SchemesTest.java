package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.testing.JavaProgram;
import dev.vgi.transport.TransportProviders;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which addresses a cluster allows, and when a job needs its leave. */
@Tag("any-line")
class SchemesTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @Test
    void cluster_allowsWhatRunsNoCode() {
        assertThat(Schemes.allowed(new Configuration()))
                .containsExactlyInAnyOrderElementsOf(TransportProviders.remoteSchemes());
    }

    @Test
    void clustersConfiguration_allowsMore() {
        Configuration cluster = new Configuration();
        cluster.set(VgiConnectorOptions.ALLOWED_SCHEMES, List.of("cmd:", "inproc"));

        assertThat(Schemes.allowed(cluster)).contains("cmd", "inproc", "http");
    }

    @Test
    void everyOneOfSeveralAddresses_isChecked() {
        Schemes.check("unix:/a,unix:/b", TransportProviders.remoteSchemes());

        assertThatThrownBy(() -> Schemes.check("unix:/a,cmd:rm -r /", TransportProviders.remoteSchemes()))
                .hasMessageContaining("addresses of the scheme 'cmd:' run code on the cluster")
                .hasMessageContaining("vgi.allowed-schemes: cmd");
    }

    /** As on a mini cluster: whoever planned the job could as well have run the code himself. */
    @Test
    void jobOfThisProcess_mayUseAll() {
        assertThatCode(() -> Schemes.planned().check("cmd:worker")).doesNotThrowAnyException();
    }

    /** What threads are called says nothing, and neither does anything else that a job brings with it. */
    @Test
    void jobOfAnotherProcess_needsTheConfiguration_andAProgramWithoutAClusterDoesNot() throws Exception {
        String output = JavaProgram.run(CLASS_PATH, LocalProgram.class.getName(), List.of());
        var over = new CountDownLatch(1);
        var thread = new Thread(() -> awaitQuietly(over), "mini-cluster-io-thread-1");
        thread.start();
        try {
            String planned = output.lines()
                    .filter(line -> line.startsWith("PLANNED "))
                    .findFirst()
                    .orElseThrow()
                    .substring("PLANNED ".length());
            assertNeedsTheConfiguration(Base64.getDecoder().decode(planned));
        } finally {
            over.countDown();
            thread.join();
        }
        assertThat(output.lines().filter(line -> line.startsWith("FOUND")))
                .containsExactly(
                        "FOUND +I[1, 2]", "FOUND +I[2, 4]", "FOUND +I[3, 6]", "FOUND +I[p:0]", "FOUND +I[p:1]");
    }

    /** The program of an application runs within the job manager. */
    @Test
    void jobOfAnApplicationOnACluster_needsTheConfiguration() throws Exception {
        ClusterEnvironment.enter("embedded");
        try {
            assertNeedsTheConfiguration(InstantiationUtil.serializeObject(Schemes.planned()));
        } finally {
            ClusterEnvironment.leave();
        }
    }

    /** A planner and a task may have the connector from different class loaders. */
    @Test
    void process_isTheSameForAllClassLoaders() throws Exception {
        try (var loader = FlinkUserCodeClassLoaders.childFirst(
                Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                        .map(SchemesTest::url)
                        .toArray(URL[]::new),
                getClass().getClassLoader(),
                new String[] {"java.", "org.apache.flink."},
                error -> {},
                false)) {
            Class<?> other = loader.loadClass(Schemes.class.getName());
            assertThat(other).isNotSameAs(Schemes.class);

            Schemes planned = read(
                    InstantiationUtil.serializeObject(other.getMethod("planned").invoke(null)));

            assertThatCode(() -> planned.check("cmd:worker")).doesNotThrowAnyException();
        }
    }

    private static void assertNeedsTheConfiguration(byte[] planned) throws Exception {
        Schemes schemes = read(planned);
        schemes.check("http://localhost:1,unix:/a");
        assertThatThrownBy(() -> schemes.check("cmd:worker"))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                .hasMessageContaining("vgi.allowed-schemes: cmd");
    }

    private static Schemes read(byte[] planned) throws Exception {
        return InstantiationUtil.deserializeObject(planned, SchemesTest.class.getClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a program finds that Flink itself runs. */
    private static final class ClusterEnvironment extends StreamExecutionEnvironment {
        private static void enter(String target) {
            var configuration = new Configuration();
            configuration.set(DeploymentOptions.TARGET, target);
            initializeContextEnvironment(more -> new StreamExecutionEnvironment(configuration));
        }

        private static void leave() {
            resetContextEnvironment();
        }
    }
}
