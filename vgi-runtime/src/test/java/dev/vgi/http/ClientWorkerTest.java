package dev.vgi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Request;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client against the reference's worker for clients, below a prefix. */
class ClientWorkerTest {
    private static Peer worker;

    private final Memory memory = Memory.create();
    private final HttpTransport transport =
            HttpTransport.builder(worker.address() + "/vgi/", memory).build();

    @BeforeAll
    static void start() {
        worker = PythonReference.require()
                .start("-m", "vgi_rpc.conformance.client_worker", "--http", "0", "--prefix", "/vgi");
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @AfterEach
    void close() {
        transport.close();
        memory.close();
    }

    private List<List<Object>> batches(String method, Object... namesAndValues) {
        var batches = new ArrayList<List<Object>>();
        try (Batch row = Rows.parameters(memory.allocator(), namesAndValues);
                Producing stream = transport.produce(
                        new Request(
                                "ClientConformanceService",
                                method,
                                row,
                                Metadata.EMPTY,
                                Idempotency.UNKNOWN,
                                CallOptions.DEFAULT),
                        HasHeader.NO)) {
            while (true) {
                try (Batch batch = stream.next()) {
                    if (batch == null) {
                        return batches;
                    }
                    batches.add(Rows.values(batch, "index"));
                }
            }
        }
    }

    @Test
    void sequence_isWholeAndInOrder() {
        assertThat(batches("producer_sequence", "count", 5L, "payload_bytes", 300_000L))
                .containsExactly(List.of(0L), List.of(1L), List.of(2L), List.of(3L), List.of(4L));
    }

    @Test
    void batchWithoutRows_isData() {
        assertThat(batches("producer_zero_row_then_value")).containsExactly(List.of(), List.of(7L));
    }

    @Test
    void batchOfTheLastTurn_isHandedOut() {
        assertThat(batches("producer_emit_and_finish")).containsExactly(List.of(99L));
    }

    @Test
    void producerWithoutBatches_ends() {
        assertThat(batches("producer_empty")).isEmpty();
    }
}
