package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.types.SchemaText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How fast a producer is read, in the same run as a raw socket that moves messages of the same size and as the Python
 * reference's own pair. Every contestant runs in processes of its own and they take turns, round after round; the
 * figures are medians, the ratios to the raw socket medians of each round's ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--megabytes N] [TRANSPORT ...]}; by default 7 rounds of 2000 MB over unix, shm
 * (shared memory, beside a raw unix socket), tcp and http. {@code VGI_PYTHON} names an interpreter with the reference;
 * without it its columns stay empty, as they do for shm.
 */
public final class ThroughputBenchmark {
    private static final Schema PARAMETERS = SchemaText.parse("bytes BIGINT NOT NULL, count BIGINT NOT NULL");
    private static final long[] SIZES = {8 << 20, 65 << 20};
    private static final int SHARED_BYTES = 256 << 20;

    /** Turns of 1 MiB before anything is measured: what runs once for each turn, or piece, is then compiled. */
    private static final int WARM_UP_TURNS = 3000;

    private final int rounds;
    private final long volume;
    private final @Nullable String python = System.getenv("VGI_PYTHON");

    private ThroughputBenchmark(int rounds, long volume) {
        this.rounds = rounds;
        this.volume = volume;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = 7;
        long megabytes = 2000;
        List<String> transports = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--megabytes" -> megabytes = Long.parseLong(arguments[++i]);
                default -> transports.add(arguments[i]);
            }
        }
        var benchmark = new ThroughputBenchmark(rounds, megabytes << 20);
        System.out.printf(
                Locale.ROOT,
                "%d rounds of %d MB, 8 x int64; GB/s, medians; in parentheses the ratio to the raw socket%n%n",
                rounds,
                megabytes);
        System.out.printf(
                "%-6s %8s %12s %18s %22s %22s%n",
                "", "batch", "raw socket", "vgi", "vgi <- Python worker", "Python <- Python");
        for (String transport : transports.isEmpty() ? List.of("unix", "shm", "tcp", "http") : transports) {
            benchmark.run(transport);
        }
    }

    private void run(String transport) throws IOException, InterruptedException {
        boolean unix = transport.equals("unix") || transport.equals("shm");
        try (Scratch folder = Scratch.create();
                Worker raw = worker(WorkerProcess.java(
                        RawSocket.class,
                        unix ? "unix" : "tcp",
                        folder.resolve("raw").toString()));
                Worker vgi = worker(WorkerProcess.java(
                        BenchmarkWorker.class,
                        unix ? new String[] {"unix", folder.resolve("vgi").toString()} : new String[] {transport}));
                Worker reference = python == null || transport.equals("shm")
                        ? null
                        : worker(
                                pythonWorker(transport, folder.resolve("python").toString()))) {
            for (long size : SIZES) {
                measure(transport, size, raw, vgi, reference);
            }
        }
    }

    private void measure(String transport, long size, Worker raw, Worker vgi, @Nullable Worker reference)
            throws IOException {
        long count = Math.max(4, volume / size);
        Map<String, double[]> speeds = new LinkedHashMap<>();
        List.of("raw", "vgi", "mixed", "python").forEach(name -> speeds.put(name, new double[rounds]));
        try (Memory memory = Memory.create();
                Client own = Vgi.client(transport.equals("shm") ? "shm+" + vgi.address : vgi.address)
                        .sharedMemoryBytes(SHARED_BYTES)
                        .memory(memory)
                        .connect();
                Client mixed = reference == null
                        ? null
                        : Vgi.client(reference.address).memory(memory).connect()) {
            warmUp(own);
            if (mixed != null) {
                warmUp(mixed);
            }
            for (int round = -2; round < rounds; round++) {
                record(speeds, "raw", round, size * count, RawSocket.read(raw.address, (int) size, count));
                record(speeds, "vgi", round, size * count, read(own, size, count));
                if (reference != null && mixed != null) {
                    record(speeds, "mixed", round, size * count, read(mixed, size, count));
                    record(speeds, "python", round, size * count, readByPython(reference, size, count));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-6s %5d MiB %12.2f %18s %22s %22s%n",
                transport,
                size >> 20,
                Medians.of(speeds("raw", speeds)),
                shown("vgi", speeds),
                reference == null ? "-" : shown("mixed", speeds),
                reference == null ? "-" : shown("python", speeds));
    }

    private static void warmUp(Client client) {
        var unused = read(client, 1 << 20, WARM_UP_TURNS);
    }

    private static long read(Client client, long size, long count) {
        long start = System.nanoTime();
        long bytes = 0;
        try (ProducerStream stream = client.method("Blocks/read")
                .argsSchema(PARAMETERS)
                .args(Map.of("bytes", size, "count", count))
                .open()) {
            for (Batch batch : stream) {
                try (batch) {
                    bytes += batch.rowCount() * 64L;
                }
            }
        }
        if (bytes != size * count) {
            throw new IllegalStateException("read " + bytes + " bytes, expected " + size * count);
        }
        return System.nanoTime() - start;
    }

    private long readByPython(Worker worker, long size, long count) throws IOException {
        Process process = new ProcessBuilder(
                        Objects.requireNonNull(python),
                        script(),
                        "read",
                        worker.address,
                        Long.toString(size),
                        Long.toString(count),
                        "2")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // The first stream of a process is its warm-up.
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return Long.parseLong(lines.get(lines.size() - 1));
    }

    private static void record(Map<String, double[]> speeds, String name, int round, long bytes, long nanos) {
        if (round >= 0) {
            speeds(name, speeds)[round] = (double) bytes / nanos;
        }
    }

    private static double[] speeds(String name, Map<String, double[]> speeds) {
        return Objects.requireNonNull(speeds.get(name));
    }

    private static String shown(String name, Map<String, double[]> speeds) {
        return Medians.shown(speeds(name, speeds), speeds("raw", speeds));
    }

    private List<String> pythonWorker(String transport, String path) {
        List<String> command = new ArrayList<>(List.of(Objects.requireNonNull(python), "-u", script(), "serve"));
        switch (transport) {
            case "unix" -> command.addAll(List.of("--unix", path, "--idle-timeout", "0"));
            case "tcp" -> command.addAll(List.of("--tcp", "127.0.0.1:0", "--idle-timeout", "0"));
            default -> command.addAll(List.of("--http", "--port", "0"));
        }
        return command;
    }

    private static String script() {
        return Path.of(System.getProperty("vgi.home", "."), "tools/benchmarks/src/main/python/blocks.py")
                .toString();
    }

    private static Worker worker(List<String> command) throws IOException {
        WorkerProcess process = WorkerProcess.start(command);
        return new Worker(process, process.nextAddress());
    }

    private record Worker(WorkerProcess process, String address) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            process.close();
        }
    }
}
