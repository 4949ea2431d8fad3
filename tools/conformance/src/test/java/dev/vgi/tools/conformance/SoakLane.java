package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.service.Producer;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.types.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The load on one address: calls, and streams of which each second one is given up before its end, from a few threads.
 *
 * @param address where the worker is reached
 * @param memory the clients'
 * @param calls how many unary calls
 * @param streams how many streams
 */
record SoakLane(String address, Memory memory, int calls, int streams) {
    private static final int THREADS = 4;
    private static final int PARTS = 20;
    private static final byte[] BYTES = new byte[100_000];

    /** A client of this address with that many connections at most. */
    static Client connect(String address, Memory memory, int connections) {
        return Vgi.client(address)
                .memory(memory)
                .options(CallOptions.DEFAULT.withSilence(Duration.ofSeconds(30)))
                .maxConnections(connections)
                .maxWorkers(connections)
                .sharedMemoryBytes(1 << 20)
                .connect();
    }

    /** Runs it all; returns how many streams were cancelled. */
    int run() throws Exception {
        var cancelled = new AtomicInteger();
        try (Client client = connect(address, memory, THREADS)) {
            var service = client.proxy(ConformanceService.class);
            var work = new ArrayList<Callable<Void>>();
            for (int part = 0; part < PARTS; part++) {
                int offset = part;
                work.add(() -> {
                    for (int number = offset; number < calls; number += PARTS) {
                        call(service, number);
                    }
                    for (int number = offset; number < streams; number += PARTS) {
                        cancelled.addAndGet(stream(service, number, memory));
                    }
                    return null;
                });
            }
            inThreads(work);
        }
        return cancelled.get();
    }

    /** Runs all on a few threads; the first failure is thrown after the last has ended. */
    private static void inThreads(List<Callable<Void>> work) throws Exception {
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("the load failed", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static void call(ConformanceService service, int number) {
        if (number % 100 == 7) {
            assertThatThrownBy(() -> service.raiseValueError("soak")).isInstanceOf(VgiException.class);
        } else if (number % 50 == 3) {
            assertThat(service.echoBytes(BYTES)).hasSize(BYTES.length);
        } else {
            assertThat(service.echoInt(number)).isEqualTo(number);
        }
    }

    /** One stream of a kind; returns 1 where it was given up. */
    private static int stream(ConformanceService service, int number, Memory memory) {
        boolean whole = number % 2 == 0;
        switch (number / 2 % 3) {
            case 0 -> read(service.produceN(8), whole, 8);
            case 1 -> read(service.produceLargeBatches(5_000, 5), whole, 5);
            default -> exchange(service, whole, memory);
        }
        return whole ? 0 : 1;
    }

    private static void read(Producer<Batch> stream, boolean whole, int batches) {
        int seen = 0;
        try (stream) {
            while (whole || seen < 2) {
                try (Batch batch = stream.next()) {
                    if (batch == null) {
                        break;
                    }
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(whole ? batches : 2);
    }

    private static void exchange(ConformanceService service, boolean whole, Memory memory) {
        try (var stream = service.exchangeScale(2);
                Batch input =
                        Values.encodeRows(Fixture.FLOAT64_VALUE, List.of(Map.of("value", 1.5)), memory.allocator())) {
            for (int turn = 0; turn < 3; turn++) {
                assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(3.0);
                if (!whole) {
                    stream.cancel();
                    return;
                }
            }
        }
    }
}
