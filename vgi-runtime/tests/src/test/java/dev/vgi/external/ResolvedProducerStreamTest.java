package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream all of whose batches are in a store: how it ends where it does not end well. */
class ResolvedProducerStreamTest {
    @TempDir
    Path folder;

    private final Memory memory = Memory.create();
    private final ObjectServer store = new ObjectServer();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private Server server;
    private Client client;

    @VgiProtocol
    public interface Numbers {
        /** Batches of one, two, three and more rows; the worker stops before one of them, for as long as the test. */
        Producer<Batch> numbers(long stopBefore);
    }

    private final class Worker implements Numbers {
        @Override
        public Producer<Batch> numbers(long stopBefore) {
            return Producer.of(Objects.NUMBERS, 1L, (rows, output) -> {
                if (rows == stopBefore) {
                    stall();
                }
                output.emit(Objects.numbers(rows.intValue(), output.allocator()));
                return rows + 1;
            });
        }
    }

    private void stall() {
        asked.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            throw VgiException.of(Code.CANCELLED, "the test is over", e);
        }
    }

    private Producer<Batch> numbers(String transport, long stopBefore, ObjectStorage.Answers answers) {
        var storage = new ObjectStorage(store, answers);
        server = Server.builder()
                .host(Numbers.class, new Worker())
                .external(StoreConfig.builder(storage).thresholdBytes(0).build())
                .http(0)
                .unix(folder.resolve("numbers.sock"))
                .start();
        String address = server.addresses().stream()
                .filter(each -> each.startsWith(transport))
                .findFirst()
                .orElseThrow();
        client = Vgi.client(address)
                .memory(memory)
                .external(FetchConfig.builder()
                        .allowedHosts(Set.of("http://127.0.0.1"))
                        .build())
                .connect();
        return client.proxy(Numbers.class).numbers(stopBefore);
    }

    @AfterEach
    void allIsFreed() {
        over.countDown();
        client.close();
        server.close();
        store.close();
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    private static void assertRows(Batch batch, int rows) {
        try (batch) {
            assertThat(batch.rowCount()).isEqualTo(rows);
            assertThat(((BigIntVector) batch.vector(0)).get(rows - 1)).isEqualTo(rows - 1);
        }
    }

    /** How a reader ended that has begun to wait, and was then interrupted. */
    private VgiException interrupted(Producer<Batch> stream) throws Exception {
        var reading = new FutureTask<>(stream::next);
        var thread = new Thread(reading, "reader");
        thread.start();
        asked.await();
        thread.interrupt();
        return failure(reading);
    }

    private static VgiException failure(FutureTask<?> reading) throws InterruptedException {
        try {
            reading.get();
            throw new AssertionError("a batch came");
        } catch (ExecutionException e) {
            return (VgiException) e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void interruptWhileAnObjectIsFetched_isCancelled_andTheStreamIsOver(String transport) throws Exception {
        ObjectStorage.Answers second = (index, bytes) -> index == 1 ? request -> stall() : ObjectServer.bytes(bytes);
        try (Producer<Batch> stream = numbers(transport, Long.MAX_VALUE, second)) {
            assertRows(stream.next(), 1);
            assertThat(interrupted(stream).code()).isEqualTo(Code.CANCELLED);
            assertThatThrownBy(stream::next).isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                    .isEqualTo(Code.CANCELLED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void interruptWhileTheWorkerIsReadAhead_isCancelled(String transport) throws Exception {
        try (Producer<Batch> stream = numbers(transport, 3, (index, bytes) -> ObjectServer.bytes(bytes))) {
            assertRows(stream.next(), 1);
            assertRows(stream.next(), 2);
            assertThat(interrupted(stream).code()).isEqualTo(Code.CANCELLED);
        }
    }

    @Test
    void interruptBeforeTheFirstBatch_isCancelled() throws Exception {
        try (Producer<Batch> stream = numbers("unix", 1, (index, bytes) -> ObjectServer.bytes(bytes))) {
            assertThat(interrupted(stream).code()).isEqualTo(Code.CANCELLED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void close_endsAReadThatWaits(long stopBefore) throws Exception {
        Producer<Batch> stream = numbers("unix", stopBefore, (index, bytes) -> ObjectServer.bytes(bytes));
        for (int rows = 1; rows < stopBefore; rows++) {
            assertRows(stream.next(), rows);
        }
        var reading = new FutureTask<>(stream::next);
        var reader = new Thread(reading, "reader");
        reader.start();
        asked.await();
        await().until(() -> waits(reader));
        var closing = new FutureTask<>(() -> {
            stream.close();
            return null;
        });
        new Thread(closing, "closer").start();
        await().until(closing::isDone);
        closing.get();
        assertThat(failure(reading).code()).isEqualTo(Code.CANCELLED);
    }

    private static boolean waits(Thread reader) {
        return Arrays.stream(reader.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .anyMatch(Set.of("read", "await")::contains);
    }

    /** Those behind it are at hand, and are not what comes next. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void batchThatIsGone_isTheEndOfTheStream(String transport) {
        ObjectStorage.Answers second =
                (index, bytes) -> index == 1 ? ObjectServer.status(404) : ObjectServer.bytes(bytes);
        try (Producer<Batch> stream = numbers(transport, Long.MAX_VALUE, second)) {
            assertRows(stream.next(), 1);
            for (int time = 0; time < 3; time++) {
                assertThatThrownBy(stream::next).isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                        .isEqualTo(Code.NOT_FOUND));
            }
        }
    }
}
