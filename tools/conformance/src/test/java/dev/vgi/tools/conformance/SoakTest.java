package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.arrow.Memory;
import dev.vgi.server.Server;
import dev.vgi.tools.conformance.service.ConformanceWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 100,000 calls, 10,000 streams half of which are cancelled, and 1,000 connections that are cut while a stream is open,
 * over all transports. Then clients and servers, which share this process, hold no more than before.
 */
@Tag("soak")
class SoakTest {
    /** The JDK keeps those that wait for child processes for a minute. */
    private static final Predicate<String> THREADS = name -> !name.startsWith("process reaper");

    /** Besides, the HTTP server keeps up to so many as it is allowed. */
    private static final Predicate<String> THREADS_WHILE_SERVING =
            THREADS.and(name -> !name.startsWith("vgi-http-server"));

    /** What threads of the JDK and of JUnit keep for themselves. */
    private static final long POOLED_BYTES = 256 << 10;

    /**
     * The HTTP server's buffers, besides. A raw connection has 64 KiB and more, so that a thousand of them would show.
     */
    private static final long POOLED_BYTES_WHILE_SERVING = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<Count> counts = new ArrayList<>();
    private Footprint highest;

    /** What was done over one transport. */
    private record Count(String transport, int calls, int streams, int cancelled, int cut, Duration time) {
        @Override
        public String toString() {
            return "%-6s %,7d calls, %,6d streams, %,5d of them cancelled, %,4d connections cut, in %d s"
                    .formatted(transport, calls, streams, cancelled, cut, time.toSeconds());
        }
    }

    /** How much of everything. */
    private enum Load {
        WARM_UP(50),
        FULL(1);

        private final int divisor;

        Load(int divisor) {
            this.divisor = divisor;
        }

        private int of(int number) {
            return Math.max(1, number / divisor);
        }
    }

    @Test
    void everythingComesBackToTheBaseLine() throws Exception {
        try (Serving before = new Serving()) {
            run(before, Load.WARM_UP);
        }
        Footprint closed = settled(0, THREADS);
        highest = closed;
        counts.clear();

        Footprint open;
        try (Serving serving = new Serving()) {
            run(serving, Load.WARM_UP);
            counts.clear();
            open = settled(serving.batchBytes(), THREADS_WHILE_SERVING);
            run(serving, Load.FULL);
            awaitBaseLine(
                    "while the servers run",
                    open,
                    POOLED_BYTES_WHILE_SERVING,
                    () -> Footprint.now(serving.batchBytes(), THREADS_WHILE_SERVING));
        }
        Footprint end =
                awaitBaseLine("after the servers have closed", closed, POOLED_BYTES, () -> Footprint.now(0, THREADS));

        counts.forEach(System.out::println);
        System.out.print(Footprint.table(closed, highest, end));
        assertThat(counts.stream().mapToInt(Count::calls).sum()).isEqualTo(100_000);
        assertThat(counts.stream().mapToInt(Count::streams).sum()).isEqualTo(10_000);
        assertThat(counts.stream().mapToInt(Count::cancelled).sum()).isEqualTo(5_000);
        assertThat(counts.stream().mapToInt(Count::cut).sum()).isGreaterThanOrEqualTo(1_000);
    }

    private void run(Serving serving, Load load) throws Exception {
        var kills = new SoakKills(serving.memory, () -> noteHighest(serving));
        List<String> worker = RemoteWorker.java(Worker.class);
        var unixWorker = new ArrayList<>(worker);
        unixWorker.addAll(List.of("--unix", folder.resolve("killed.sock").toString()));
        var tcpWorker = new ArrayList<>(worker);
        tcpWorker.addAll(List.of("--tcp", "127.0.0.1:0"));
        String child = RemoteWorker.address(worker);

        lane(
                serving,
                "unix",
                serving.unix(),
                load,
                30_000,
                3_000,
                List.of(
                        new Cuts(120, 20, streams -> kills.byTheClient(serving.unix(), streams)),
                        new Cuts(150, 50, streams -> kills.byTheWorker(unixWorker, streams))));
        lane(
                serving,
                "tcp",
                serving.tcp(),
                load,
                30_000,
                3_000,
                List.of(
                        new Cuts(100, 20, streams -> kills.byTheClient(serving.tcp(), streams)),
                        new Cuts(150, 50, streams -> kills.byTheWorker(tcpWorker, streams)),
                        new Cuts(200, 20, streams -> kills.byTheRelay(serving.tcp(), streams))));
        lane(
                serving,
                "http",
                serving.http(),
                load,
                25_000,
                2_500,
                List.of(
                        new Cuts(60, 15, streams -> kills.byTheClient(serving.http(), streams)),
                        new Cuts(140, 15, streams -> kills.byTheRelay(serving.http(), streams))));
        lane(
                serving,
                "shm",
                "shm+" + serving.unix(),
                load,
                10_000,
                1_000,
                List.of(new Cuts(60, 15, streams -> kills.byTheClient("shm+" + serving.unix(), streams))));
        lane(
                serving,
                "cmd",
                child,
                load,
                5_000,
                500,
                List.of(new Cuts(20, 5, streams -> kills.byTheChild(child, streams))));
    }

    private void lane(
            Serving serving, String transport, String address, Load load, int calls, int streams, List<Cuts> cuts)
            throws Exception {
        long begin = System.nanoTime();
        int cancelled = new SoakLane(address, serving.memory, load.of(calls), load.of(streams)).run();
        noteHighest(serving);
        int cut = 0;
        for (Cuts each : cuts) {
            for (int done = 0; done < load.of(each.connections); ) {
                int now = each.kill.cut(each.atOnce);
                assertThat(now).as("connections that were cut at once").isPositive();
                done += now;
                cut += now;
            }
        }
        counts.add(new Count(
                transport,
                load.of(calls),
                load.of(streams),
                cancelled,
                cut,
                Duration.ofNanos(System.nanoTime() - begin)));
    }

    /** So many connections, a few at once. */
    private record Cuts(int connections, int atOnce, Kill kill) {}

    /** Opens so many streams and cuts their connections; returns how many those were. */
    @FunctionalInterface
    private interface Kill {
        int cut(int streams) throws Exception;
    }

    private void noteHighest(Serving serving) {
        Footprint now = Footprint.now(serving.batchBytes(), THREADS);
        highest = highest == null ? now : highest.highest(now);
    }

    /** The figures once they no longer fall. */
    private static Footprint settled(long batchBytes, Predicate<String> threads) {
        var last = new Footprint[] {Footprint.now(batchBytes, threads)};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            System.gc();
            Footprint next = Footprint.now(batchBytes, threads);
            boolean settled = last[0].excessOver(next, 0).isEmpty();
            last[0] = next;
            return settled;
        });
        return last[0];
    }

    /** Without the garbage collector, but for direct buffers, which only it frees. */
    private static Footprint awaitBaseLine(
            String when, Footprint base, long pooledBytes, Supplier<Footprint> measuring) {
        awaitBaseLine(when, base, Long.MAX_VALUE / 2, measuring, () -> {});
        return awaitBaseLine(when, base, pooledBytes, measuring, System::gc);
    }

    private static Footprint awaitBaseLine(
            String when, Footprint base, long pooledBytes, Supplier<Footprint> measuring, Runnable before) {
        var last = new Footprint[1];
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            before.run();
            last[0] = measuring.get();
            assertThat(last[0].excessOver(base, pooledBytes))
                    .as("left over " + when)
                    .isEmpty();
        });
        return last[0];
    }

    /** Our server on all transports, and the memory of both sides. */
    private final class Serving implements AutoCloseable {
        private final Memory memory = Memory.create();
        private final Memory serverMemory = Memory.create();
        private final Server server = Worker.hostConformance(Server.builder(), new ConformanceWorker())
                .memory(serverMemory)
                .unix(folder.resolve("soak.sock"))
                .tcp("127.0.0.1", 0)
                .http(0)
                .start();

        private String unix() {
            return address("unix:");
        }

        private String tcp() {
            return address("tcp:");
        }

        private String http() {
            return address("http:");
        }

        private String address(String scheme) {
            return server.addresses().stream()
                    .filter(address -> address.startsWith(scheme))
                    .findFirst()
                    .orElseThrow();
        }

        private long batchBytes() {
            return memory.allocatedBytes() + serverMemory.allocatedBytes();
        }

        @Override
        public void close() {
            server.close();
            serverMemory.close();
            memory.close();
        }
    }
}
