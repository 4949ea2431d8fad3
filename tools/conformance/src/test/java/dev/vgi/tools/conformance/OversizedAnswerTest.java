package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.protocol.CallOptions;
import org.junit.jupiter.api.Test;

class OversizedAnswerTest {
    private static final long ROWS = 300L * 1_000_000 / 16;

    @Test
    void workerWithoutAStore_thatIsAskedFor300Megabytes_namesTheRemedies() {
        try (Memory memory = Memory.create();
                LocalWorker worker = LocalWorker.start(TransportSuite.Reflection.ON, server -> server.http(0));
                Client client = worker.connect(memory, CallOptions.DEFAULT)) {
            assertThatThrownBy(() -> client.method("ConformanceService/produce_oversized_batch")
                            .arg("rows_per_batch", ROWS)
                            .open()
                            .close())
                    .isInstanceOfSatisfying(VgiException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                        assertThat(e.remoteType()).isEqualTo("ResponseTooLargeError");
                    })
                    .hasMessageContaining("max_response_bytes")
                    .hasMessageContaining("a store for large batches");
            worker.awaitIdle();
            assertThat(memory.allocatedBytes()).isZero();
        }
    }
}
