package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.protocol.Keys;
import org.junit.jupiter.api.Test;

/** The reference's worker for clients, which says that it can share memory, as a child. */
class ClientWorkerSharedMemoryTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.sharingChild(command("--stdio"));
    }

    @Test
    void batches_comeThroughSharedMemory() {
        try (var stream = client().proxy(ByBatches.class).producerSequence(3, 200_000)) {
            for (var batch : stream) {
                try (batch) {
                    assertThat(batch.metadata().contains(Keys.SHM_SOURCE)).isTrue();
                    assertThat(batch.rowCount()).isOne();
                }
            }
        }
    }
}
