package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.connect.Address;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** Which addresses a cluster allows. */
class SchemesTest {
    @Test
    void cluster_allowsWhatRunsNoCode() {
        assertThat(Schemes.allowed(new Configuration())).containsExactlyInAnyOrderElementsOf(Address.REMOTE_SCHEMES);
    }

    @Test
    void clustersConfiguration_allowsMore() {
        Configuration cluster = new Configuration();
        cluster.set(VgiConnectorOptions.ALLOWED_SCHEMES, List.of("cmd:", "inproc"));

        assertThat(Schemes.allowed(cluster)).contains("cmd", "inproc", "http");
    }

    @Test
    void everyOneOfSeveralAddresses_isChecked() {
        Schemes.check("unix:/a,unix:/b", Address.REMOTE_SCHEMES);

        assertThatThrownBy(() -> Schemes.check("unix:/a,cmd:rm -r /", Address.REMOTE_SCHEMES))
                .hasMessageContaining("addresses of the scheme 'cmd:' run code on the cluster")
                .hasMessageContaining("vgi.allowed-schemes: cmd");
    }
}
