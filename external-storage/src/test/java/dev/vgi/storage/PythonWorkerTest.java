package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.examples.store.LocalS3;
import dev.vgi.external.FetchConfig;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The published reference puts batches into the store by its own S3 client, and ours reads them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonWorkerTest {
    private static final int ROWS = 50_000;

    private LocalS3 s3;
    private Peer worker;

    @BeforeAll
    void start() {
        s3 = LocalS3.start(0, StoreUnderTest.BUCKET);
        worker = Peer.start(List.of(
                "env",
                "AWS_ACCESS_KEY_ID=" + LocalS3.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY=" + LocalS3.SECRET_KEY,
                PythonReference.withS3().python(),
                "-u",
                Path.of(System.getProperty("vgi.home"), "external-storage/src/test/python/large_worker.py")
                        .toString(),
                s3.endpoint().toString(),
                StoreUnderTest.BUCKET,
                "--http"));
    }

    @AfterAll
    void stop() {
        if (worker != null) {
            worker.close();
        }
        s3.close();
    }

    private Client client(Memory memory) {
        return Vgi.client(worker.address())
                .memory(memory)
                .external(FetchConfig.builder()
                        .allowedHosts(Set.of(s3.endpoint().toString()))
                        .build())
                .connect();
    }

    @Test
    void unaryResult_isRead() {
        try (Memory memory = Memory.create(0);
                Client client = client(memory)) {
            assertThat(client.proxy(Large.class).text(1 << 20)).isEqualTo("x".repeat(1 << 20));
        }
    }

    @Test
    void producer_isRead() {
        try (Memory memory = Memory.create(0);
                Client client = client(memory);
                ProducerStream stream = client.method("Large/numbers")
                        .arg("batches", 4)
                        .arg("rows", ROWS)
                        .arg("letters", 3)
                        .open()) {
            var firsts = new ArrayList<Long>();
            for (Batch batch : stream) {
                try (batch) {
                    assertThat(batch.rowCount()).isEqualTo(ROWS);
                    firsts.add(((BigIntVector) batch.vector(0)).get(0));
                }
            }
            assertThat(firsts).containsExactly(0L, (long) ROWS, 2L * ROWS, 3L * ROWS);
            assertThat(stream.externalized().batches()).isEqualTo(4);
        }
    }

    @Test
    void header_isRead() {
        try (Memory memory = Memory.create(0);
                Client client = client(memory);
                var numbers = client.proxy(Large.class).numbers(1, 1, 1 << 20)) {
            assertThat(numbers.header().text()).hasSize(1 << 20);
        }
    }
}
