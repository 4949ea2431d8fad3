package dev.vgi.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.connect.Vgi;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that is interrupted while it reads a stream: it fails, and no batch is left behind. */
class InterruptedStreamTest {
    private static final Schema BLOCKS = SchemaText.parse("block: binary not null");
    private static final byte[] BLOCK = new byte[1 << 20];
    private static final int ROUNDS = 40;

    @TempDir
    Path folder;

    private final Memory memory = Memory.create();
    private final CountDownLatch over = new CountDownLatch(1);
    private Server server;

    @VgiProtocol
    public interface Blocks {
        /** Blocks without end; after so many, the next one takes as long as the test. */
        Producer<Batch> blocks(long prompt);
    }

    private final class Worker implements Blocks {
        @Override
        public Producer<Batch> blocks(long prompt) {
            return Producer.of(BLOCKS, 0L, (sent, output) -> {
                if (sent == prompt) {
                    awaitTheEnd();
                }
                output.emit(Values.encodeRows(BLOCKS, List.of(Map.of("block", BLOCK)), output.allocator()));
                return sent + 1;
            });
        }

        private void awaitTheEnd() {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw VgiException.of(Code.CANCELLED, "the test is over", e);
            }
        }
    }

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(Blocks.class, new Worker())
                .http(0)
                .tcp("127.0.0.1", 0)
                .unix(folder.resolve("blocks.sock"))
                .start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp", "unix"})
    void next_thatWaitsForTheWorker_isCancelled(String transport) throws Exception {
        try (Client client = client(transport)) {
            assertCancelled(interrupted(client, 3, 3));
        }
        assertThat(memory.allocatedBytes()).isZero();
    }

    /** The interrupt finds the reader anywhere: before, within and after a block. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp", "unix"})
    void next_thatReadsABatch_isCancelled(String transport) throws Exception {
        try (Client client = client(transport)) {
            for (int round = 0; round < ROUNDS; round++) {
                assertCancelled(interrupted(client, Long.MAX_VALUE, round % 5));
                assertThat(memory.allocatedBytes()).as("after round %d", round).isZero();
            }
        }
    }

    private static void assertCancelled(VgiException e) {
        assertThat(e)
                .extracting(VgiException::code)
                .as(() -> Throwables.getStackTrace(e))
                .isEqualTo(Code.CANCELLED);
    }

    private Client client(String transport) {
        String url = server.addresses().stream()
                .filter(address -> address.startsWith(transport))
                .findFirst()
                .orElseThrow();
        return Vgi.client(url).memory(memory).connect();
    }

    /** Interrupts a thread that has read so many blocks; how its reading ended. */
    private static VgiException interrupted(Client client, long prompt, int blocks) throws Exception {
        var read = new CountDownLatch(blocks);
        var reading = new FutureTask<>(() -> readOn(client, prompt, read));
        var thread = new Thread(reading, "reader");
        thread.start();
        read.await();
        thread.interrupt();
        return reading.get();
    }

    private static VgiException readOn(Client client, long prompt, CountDownLatch read) {
        try (Producer<Batch> blocks = client.proxy(Blocks.class).blocks(prompt)) {
            for (Batch batch = blocks.next(); batch != null; batch = blocks.next()) {
                batch.close();
                read.countDown();
            }
            throw new AssertionError("blocks without end have ended");
        } catch (VgiException e) {
            return e;
        }
    }
}
