package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.transport.TransportProviders;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-line")
class SchemesTest {
    private static SparkConf master(String master) {
        return new SparkConf(false).set("spark.master", master);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[2]", "local[*]"})
    void localMaster_allowsAllSchemes(String master) {
        assertThat(Schemes.allowed(master(master))).contains("http", "unix", "tcp", "cmd", "inproc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "spark://host:7077", "local-cluster[2,1,1024]", "k8s://https://host"})
    void cluster_allowsWhatRunsNoCode(String master) {
        assertThat(Schemes.allowed(master(master)))
                .containsExactlyInAnyOrder("http", "https", "unix", "tcp", "shm+unix");
    }

    @Test
    void clustersConfiguration_allowsMore() {
        assertThat(Schemes.allowed(master("yarn").set(Schemes.ALLOWED, "cmd:, inproc")))
                .contains("cmd", "inproc", "http");
    }

    @Test
    void everyOneOfSeveralAddresses_isChecked() {
        Schemes.check("unix:/a,unix:/b", TransportProviders.remoteSchemes());

        assertThatThrownBy(() -> Schemes.check("unix:/a,cmd:rm -r /", TransportProviders.remoteSchemes()))
                .hasMessageContaining("'cmd:'")
                .hasMessageContaining(Schemes.ALLOWED);
    }
}
