package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.examples.store.LocalS3;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.StoreConfig;
import dev.vgi.net.ContentCoding;
import dev.vgi.server.Server;
import dev.vgi.testing.PythonReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker of ours whose large batches go through an S3 server that checks signatures, and clients that have nothing
 * but what the worker sends them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEndSuite {
    private static final int THRESHOLD = 64 << 10;
    private static final int ROWS = 100_000;

    private final Memory memory = Memory.create(0);
    private S3Store store;
    private S3Storage storage;
    private Server server;

    /** Adds the transport. */
    abstract Server.Builder on(Server.Builder server, Path folder);

    ContentCoding compression() {
        return ContentCoding.IDENTITY;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        LocalS3 s3 = LocalS3.start(0, StoreUnderTest.BUCKET);
        store = new S3Store(s3, s3.endpoint(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY);
        storage = store.builder(store.setting()).build();
        server = on(
                        Server.builder()
                                .host(Large.class, new LargeWorker())
                                .memory(memory)
                                .external(StoreConfig.builder(storage)
                                        .thresholdBytes(THRESHOLD)
                                        .compression(compression())
                                        .build())
                                .external(allowed(s3)),
                        folder)
                .start();
    }

    @AfterAll
    void stop() {
        server.close();
        storage.close();
        store.close();
        memory.close();
    }

    private static FetchConfig allowed(LocalS3 s3) {
        return FetchConfig.builder()
                .allowedHosts(Set.of(s3.endpoint().toString()))
                .build();
    }

    private FetchConfig allowed() {
        return FetchConfig.builder()
                .allowedHosts(Set.of(store.endpoint().toString()))
                .build();
    }

    private String address() {
        return server.addresses().get(0);
    }

    private Client client() {
        return Vgi.client(address()).memory(memory).external(allowed()).connect();
    }

    @Test
    void producer_isReadThroughTheStore() {
        int before = store.objects().size();
        try (Client client = client();
                ProducerStream stream = client.method("Large/numbers")
                        .arg("batches", 3)
                        .arg("rows", ROWS)
                        .arg("letters", 10)
                        .open()) {
            var sums = new ArrayList<Long>();
            for (Batch batch : stream) {
                try (batch) {
                    sums.add(sum(batch));
                }
            }
            assertThat(sums).containsExactly(expected(0), expected(1), expected(2));
            assertThat(stream.externalized().batches()).isEqualTo(3);
            assertThat(store.objects()).hasSize(before + 3);
        }
    }

    @Test
    void smallBatches_stayOnTheWire() {
        int before = store.objects().size();
        try (Client client = client();
                ProducerStream stream = client.method("Large/numbers")
                        .arg("batches", 3)
                        .arg("rows", 10)
                        .arg("letters", 10)
                        .open()) {
            for (Batch batch : stream) {
                batch.close();
            }
            assertThat(stream.externalized().batches()).isZero();
        }
        assertThat(store.objects()).hasSize(before);
    }

    @Test
    void unaryResult_isReadThroughTheStore() {
        int before = store.objects().size();
        try (Client client = client()) {
            assertThat(client.proxy(Large.class).text(1 << 20)).hasSize(1 << 20).containsOnlyOnce("x".repeat(1 << 20));
        }
        assertThat(store.objects()).hasSize(before + 1);
    }

    @Test
    void header_isReadThroughTheStore() {
        int before = store.objects().size();
        try (Client client = client();
                var numbers = client.proxy(Large.class).numbers(1, 1, 1 << 20)) {
            assertThat(numbers.header().text()).hasSize(1 << 20);
        }
        assertThat(store.objects()).hasSize(before + 1);
    }

    @Test
    void exchange_answersThroughTheStore() {
        try (Client client = client();
                ExchangeStream stream = client.method("Large/doubled").exchange(LargeWorker.NUMBERS)) {
            for (int turn = 0; turn < 2; turn++) {
                try (var allocator = memory.scope("input", 1 << 30);
                        Batch input = LargeWorker.numbers(allocator.allocator(), ROWS, row -> row);
                        Batch answer = stream.exchange(input)) {
                    assertThat(sum(answer)).isEqualTo(2 * expected(0));
                }
            }
            assertThat(stream.externalized().batches()).isEqualTo(2);
        }
    }

    @Test
    void readerThatAllowsNoSuchHost_refuses() {
        try (Client client = Vgi.client(address()).memory(memory).connect();
                ProducerStream stream = client.method("Large/numbers")
                        .arg("batches", 1)
                        .arg("rows", ROWS)
                        .arg("letters", 10)
                        .open()) {
            assertThatThrownBy(() -> stream.next().close())
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                    .hasMessageContaining("allowedHosts")
                    .hasMessageContaining("http://127.0.0.1")
                    .hasMessageNotContaining("X-Amz");
        }
    }

    @Test
    void storeThatRefuses_failsTheStream() throws Exception {
        S3Storage wrong = store.builder(store.setting().withWrongCredentials()).build();
        try (wrong;
                Server refusing = Server.builder()
                        .host(Large.class, new LargeWorker())
                        .memory(memory)
                        .external(StoreConfig.builder(wrong)
                                .thresholdBytes(THRESHOLD)
                                .build())
                        .tcp("127.0.0.1", 0)
                        .start();
                Client client =
                        Vgi.client(refusing.addresses().get(0)).memory(memory).connect()) {
            assertThatThrownBy(() -> client.proxy(Large.class).text(1 << 20))
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining("SignatureDoesNotMatch")
                    .hasMessageContaining("see credentials")
                    .hasMessageNotContaining(LocalS3.SECRET_KEY);
            assertThat(client.proxy(Large.class).text(3)).isEqualTo("xxx");
        }
    }

    @Test
    void pythonClient_readsAllOfIt() throws Exception {
        Path script = Path.of(System.getProperty("vgi.home"), "external-storage/src/test/python/large_client.py");
        Process process = new ProcessBuilder(List.of(
                        PythonReference.require().python(), script.toString(), address(), Integer.toString(ROWS)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            JsonNode got = new ObjectMapper().readTree(new String(output.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(process.waitFor()).isZero();
            assertThat(got.path("text").asInt()).isEqualTo(1 << 20);
            assertThat(got.path("header").asInt()).isEqualTo(1 << 20);
            assertThat(got.path("sums").get(0).asLong()).isEqualTo(expected(0));
            assertThat(got.path("sums").get(1).asLong()).isEqualTo(expected(1));
            assertThat(got.path("doubled").asLong()).isEqualTo(2 * expected(0));
        }
    }

    private static long sum(Batch batch) {
        long sum = 0;
        for (int row = 0; row < batch.rowCount(); row++) {
            sum += ((BigIntVector) batch.vector(0)).get(row);
        }
        return sum;
    }

    private static long expected(long batch) {
        return batch * ROWS * ROWS + (long) ROWS * (ROWS - 1) / 2;
    }
}
