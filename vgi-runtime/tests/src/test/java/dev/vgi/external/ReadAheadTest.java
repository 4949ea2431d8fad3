package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reader who takes his time, and a store whose URLs do not last: no pointer may wait unfetched. The store takes a URL
 * for as long as the reader has not gone on; whatever was not fetched by then has expired.
 */
class ReadAheadTest {
    private static final int BATCHES = 6;

    /** After so long a reader was taken to be slow, and what could be read for him was. */
    private static final long LOOKED_FOR_SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @TempDir
    Path folder;

    private final Memory memory = Memory.create();
    private final ObjectServer store = new ObjectServer();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger expired = new AtomicInteger();

    /** The objects, by their order, that nobody has fetched as a whole yet. */
    private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();

    /** When something last happened at the store or at the worker. */
    private final AtomicLong lastSign = new AtomicLong(System.nanoTime());

    private Server server;
    private Client client;

    @VgiProtocol
    public interface Numbers {
        /** Batches of so many rows each, one row more from batch to batch. */
        Producer<Batch> numbers(List<Long> rows);
    }

    private final class Worker implements Numbers {
        @Override
        public Producer<Batch> numbers(List<Long> rows) {
            return Producer.of(Objects.NUMBERS, 0, (turn, output) -> {
                lastSign.set(System.nanoTime());
                if (turn == rows.size()) {
                    output.finish();
                } else {
                    output.emit(Objects.numbers(rows.get(turn).intValue(), output.allocator()));
                }
                return turn + 1;
            });
        }
    }

    private ObjectServer.Answer perishable(int index, byte[] bytes) {
        waiting.add(index);
        lastSign.set(System.nanoTime());
        published.incrementAndGet();
        return request -> {
            lastSign.set(System.nanoTime());
            if (index < expired.get()) {
                ObjectServer.status(403).send(request);
                return;
            }
            boolean probe = request.getRequestHeaders().containsKey("Range");
            ObjectServer.bytes(bytes).send(request);
            if (!probe) {
                waiting.remove(index);
            }
            lastSign.set(System.nanoTime());
        };
    }

    private ProducerStream numbers(String transport, int prefetch, long memoryBytes, List<Long> rows) {
        return numbers(transport, prefetch, memoryBytes, 4000, rows);
    }

    private ProducerStream numbers(
            String transport, int prefetch, long memoryBytes, long thresholdBytes, List<Long> rows) {
        var storage = new ObjectStorage(store, this::perishable);
        var builder = Server.builder()
                .host(Numbers.class, new Worker())
                .external(StoreConfig.builder(storage)
                        .thresholdBytes(thresholdBytes)
                        .build());
        server = (switch (transport) {
                    case "http" -> builder.http(0);
                    case "tcp" -> builder.tcp("127.0.0.1", 0);
                    default -> builder.unix(folder.resolve("numbers.sock"));
                })
                .start();
        String address = server.addresses().get(0);
        client = Vgi.client(transport.startsWith("shm+") ? "shm+" + address : address)
                .memory(memory)
                .options(CallOptions.DEFAULT.withPrefetchBatches(prefetch).withAllocatorBytes(memoryBytes))
                .external(FetchConfig.builder()
                        .allowedHosts(Set.of("http://127.0.0.1"))
                        .maxFetchBytes(1 << 20)
                        .build())
                .connect();
        return client.method("Numbers/numbers").arg("rows", rows).open();
    }

    @AfterEach
    void allIsFreed() {
        client.close();
        server.close();
        store.close();
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    /**
     * The reader is busy for long enough that nothing happens any more; then all URLs that there are expire. Where an
     * object still waits, that is certain only after a while.
     */
    private void takesHisTime() {
        var seen = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            seen.set(published.get());
            Duration quiet = Duration.ofMillis(waiting.isEmpty() ? 50 : 2_000);
            return System.nanoTime() - lastSign.get() > quiet.toNanos();
        });
        expired.set(seen.get());
        waiting.removeIf(index -> index < seen.get());
    }

    private List<Integer> readSlowly(ProducerStream stream) {
        List<Integer> rows = new ArrayList<>();
        try (stream) {
            takesHisTime();
            for (Batch batch : stream) {
                try (batch) {
                    rows.add(batch.rowCount());
                    takesHisTime();
                }
            }
        }
        return rows;
    }

    private static List<Long> rows(int... counts) {
        List<Long> rows = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            rows.add((long) counts[i % counts.length] + i);
        }
        return rows;
    }

    private static Stream<Arguments> settings() {
        return Stream.of("unix 0", "unix 2", "unix 4", "unix 8", "tcp 2", "shm+unix 2", "http 0", "http 2", "http 8")
                .map(setting -> setting.split(" ", 2))
                .map(setting -> Arguments.of(setting[0], Integer.parseInt(setting[1])));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyRow_comesToASlowReader(String transport, int prefetch) {
        List<Long> rows = rows(1000);

        assertThat(readSlowly(numbers(transport, prefetch, 64 << 20, rows)))
                .containsExactlyElementsOf(rows.stream().map(Long::intValue).toList());
    }

    /** Batches that come as they are are asked for ahead as well, and nobody knows that a pointer is among them. */
    @ParameterizedTest
    @MethodSource("settings")
    void pointersAmongSmallBatches_doNotWaitEither(String transport, int prefetch) {
        List<Long> rows = rows(1, 2, 3, 1000, 5, 1000, 7);

        assertThat(readSlowly(numbers(transport, prefetch, 64 << 20, rows)))
                .containsExactlyElementsOf(rows.stream().map(Long::intValue).toList());
    }

    /** One batch has 800 kB; ahead of it there is room for none. */
    @ParameterizedTest
    @ValueSource(strings = {"unix", "http"})
    void memoryForOneBatch_isEnough(String transport) {
        List<Long> rows = rows(100_000);

        assertThat(readSlowly(numbers(transport, 8, 1_100_000, rows)))
                .containsExactlyElementsOf(rows.stream().map(Long::intValue).toList());
    }

    /** Small ones promise room that a large one does not find beside those that were read ahead. */
    @Test
    void largeBatchAfterSmallOnes_takesTheirRoom() {
        List<Long> rows = rows(10_000, 10_000, 10_000, 10_000, 100_000);
        List<Integer> read = new ArrayList<>();
        try (ProducerStream stream = numbers("unix", 8, 1_100_000, rows)) {
            for (Batch batch : stream) {
                try (batch) {
                    read.add(batch.rowCount());
                }
            }
        }
        assertThat(read)
                .containsExactlyElementsOf(rows.stream().map(Long::intValue).toList());
    }

    /** One batch has 0.6 of the memory, and comes as it is: the next one must not be read while its reader holds it. */
    @ParameterizedTest
    @ValueSource(strings = {"unix", "http"})
    void memoryForOneBatchThatIsNoPointer_isEnoughForASlowReader(String transport) {
        List<Long> rows = List.of(82_500L, 82_501L, 82_502L, 82_503L);
        List<Integer> read = new ArrayList<>();
        try (ProducerStream stream = numbers(transport, 2, 1_100_000, 1 << 20, rows)) {
            for (Batch batch : stream) {
                try (batch) {
                    read.add(batch.rowCount());
                    // A connection's window opens with the second.
                    if (read.size() == 2) {
                        await().until(() -> System.nanoTime() - lastSign.get() > LOOKED_FOR_SLOW_NANOS);
                    }
                }
            }
        }
        assertThat(read)
                .containsExactlyElementsOf(rows.stream().map(Long::intValue).toList());
        assertThat(published).hasValue(0);
    }
}
