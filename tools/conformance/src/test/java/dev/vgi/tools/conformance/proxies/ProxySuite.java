package dev.vgi.tools.conformance.proxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.Session;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.tools.conformance.Worker;
import dev.vgi.tools.conformance.service.ConformanceService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker behind a proxy that is configured as {@code docs/deployment.md} says. */
@Tag("proxies")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxySuite {
    /** As {@code resume} of Spark's source and {@code retry.resend} of Flink's say it. */
    private static final CallOptions REPEATABLE = CallOptions.DEFAULT.withResend(Resend.ALWAYS);

    private static final Schema VALUE =
            new Schema(List.of(Field.nullable("value", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));

    private final Proxy kind;
    private final Memory memory = Memory.create();
    private Server server;
    private DyingWorker worker;
    private Proxy.Running proxy;
    private Client client;

    ProxySuite(Proxy kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = Worker.start("--http", "0");
        worker = DyingWorker.before(URI.create(server.addresses().get(0)).getPort());
        proxy = kind.start(worker.port(), folder);
        client = Vgi.client(proxy.address()).memory(memory).connect();
    }

    @AfterAll
    void stop() throws IOException {
        if (proxy != null) {
            client.close();
            proxy.close();
        }
        worker.close();
        server.close();
        memory.close();
    }

    private ConformanceService service() {
        return client.proxy(ConformanceService.class);
    }

    @Test
    void unaryCalls_areAnswered() {
        for (int i = 0; i < 100; i++) {
            assertThat(service().echoInt(i)).isEqualTo(i);
        }
    }

    @Test
    void errorOfTheWorker_comesAsItsOwn() {
        VgiException error =
                catchThrowableOfType(VgiException.class, () -> service().raiseValueError("through"));

        assertThat(error.remoteType()).isEqualTo("ValueError");
        assertThat(error).hasMessageContaining("through");
    }

    /** Proxies say whom they speak for, so that a worker beside one does not take its callers for this machine's. */
    @Test
    void stackTraces_areForThisMachine_notForCallersBehindTheProxy() {
        assertThat(traceback(client)).isEmpty();
        try (Client direct =
                Vgi.client(server.addresses().get(0)).memory(memory).connect()) {
            assertThat(traceback(direct)).isNotEmpty();
        }
    }

    private static String traceback(Client client) {
        return catchThrowableOfType(VgiException.class, () -> client.proxy(ConformanceService.class)
                        .raiseValueError("x"))
                .remoteTraceback();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void largeResult_comesBackWhole(int mebibytes) {
        var bytes = new byte[mebibytes << 20];
        new Random(1).nextBytes(bytes);

        assertThat(service().echoBytes(bytes)).isEqualTo(bytes);
    }

    @Test
    void longProducer_losesNoRow() {
        try (Producer<Batch> stream = service().produceN(2_000)) {
            assertThat(rowsInOrder(stream, "index")).isEqualTo(2_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void exchange_takesLargeBatches(int mebibytes) {
        int rows = (mebibytes << 20) / Double.BYTES;
        try (var stream = service().exchangeScale(2);
                Batch input = values(rows)) {
            for (int turn = 0; turn < 2; turn++) {
                try (Batch answer = stream.exchange(input)) {
                    var column = (Float8Vector) answer.root().getVector("value");
                    assertThat(answer.rowCount()).isEqualTo(rows);
                    assertThat(column.get(0)).isZero();
                    assertThat(column.get(rows - 1)).isEqualTo(2.0 * (rows - 1));
                }
            }
        }
    }

    /** Longer than clients and proxies keep connections. */
    @Test
    void streamThatIdles_goesOn() {
        try (var stream = service().exchangeScale(2);
                Batch input = values(1)) {
            stream.exchange(input).close();
            Awaitility.await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
            stream.exchange(input).close();
        }
        assertThat(service().echoInt(1)).isEqualTo(1);
    }

    @Test
    void session_isKept() {
        try (Session session = client.session()) {
            session.method("ConformanceService/open_counter").arg("initial", 10).call();
            assertThat(session.method("ConformanceService/increment_counter")
                            .arg("by", 5)
                            .call())
                    .isEqualTo(15L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 20_000})
    void call_whoseWorkerDies_isSentAgainWhereItMay(int bytes) {
        var value = new byte[100_000];
        int before = worker.deaths();
        worker.dieAfter(bytes);

        assertThat(client.method("ConformanceService/echo_bytes")
                        .arg("data", value)
                        .options(REPEATABLE)
                        .call())
                .isEqualTo(value);
        assertThat(worker.deaths()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 20_000})
    void call_whoseWorkerDies_isLostWhereItMayNotRunTwice(int bytes) {
        int before = worker.deaths();
        worker.dieAfter(bytes);

        VgiException error =
                catchThrowableOfType(VgiException.class, () -> service().echoBytes(new byte[100_000]));
        assertThat(error.code()).isIn(Code.UNAVAILABLE, Code.DATA_LOSS);
        assertThat(worker.deaths()).isEqualTo(before + 1);
        assertThat(service().echoInt(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 100_000})
    void producer_whoseWorkerDies_losesNoRow(int bytes) {
        int before = worker.deaths();
        try (Producer<Batch> stream = client.method("ConformanceService/produce_large_batches")
                .args(Map.of("rows_per_batch", 100_000, "batch_count", 6))
                .options(REPEATABLE)
                .open()) {
            stream.next().close();
            worker.dieAfter(bytes);
            long rows = 100_000;
            for (Batch batch : stream) {
                try (batch) {
                    rows += batch.rowCount();
                }
            }
            assertThat(rows).isEqualTo(600_000);
        }
        assertThat(worker.deaths()).isEqualTo(before + 1);
    }

    private static long rowsInOrder(Producer<Batch> stream, String column) {
        long rows = 0;
        for (Batch batch : stream) {
            try (batch) {
                VectorSchemaRoot root = batch.root();
                for (int row = 0; row < batch.rowCount(); row++) {
                    assertThat(((BigIntVector) root.getVector(column)).get(row)).isEqualTo(rows++);
                }
            }
        }
        return rows;
    }

    private Batch values(int rows) {
        VectorSchemaRoot root = VectorSchemaRoot.create(VALUE, memory.allocator());
        var column = (Float8Vector) root.getVector("value");
        column.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            column.set(row, row);
        }
        root.setRowCount(rows);
        return Batch.of(root);
    }
}
