package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.protocol.Keys;
import org.junit.jupiter.api.Test;

/**
 * The reference's worker for clients over HTTP, with a store: what is larger than 4096 bytes goes by way of it, in both
 * directions. The store has other addresses for what is put and what is got.
 */
class ClientWorkerExternalTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(
                command("--http", "0", "--prefix", "/vgi", "--external", "--external-threshold", "4096"), "/vgi");
    }

    @Test
    void largeBatches_comeByWayOfTheStore() {
        try (var stream = client().method("ClientConformanceService/producer_sequence")
                .arg("count", 3)
                .arg("payload_bytes", 32_768)
                .open()) {
            for (var batch : stream) {
                try (batch) {
                    assertThat(batch.metadata().contains(Keys.LOCATION_SOURCE)).isTrue();
                }
            }
            assertThat(stream.externalized().batches()).isEqualTo(3);
            assertThat(stream.externalized().bytes()).isGreaterThan(3 * 32_768);
        }
    }

    @Test
    void largeRequestAndAnswer_goByWayOfTheStore() {
        byte[] bytes = counted(32_768);

        assertThat(service().echoBytes(bytes)).isEqualTo(bytes);
    }
}
