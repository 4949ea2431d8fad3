package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.LogSink;
import dev.vgi.types.SchemaText;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How fast externalized batches are fetched, in the same run as plain parallel ranged GETs of the same objects with the
 * same chunks, whose bodies are thrown away. The store is a Jetty server of files in a process of its own. The
 * contestants take turns; the figures are medians, the ratios medians of each round's ratio.
 *
 * <p>Arguments: {@code [--rounds N]}; by default 15.
 */
public final class FetchBenchmark {
    private static final Schema SCHEMA = SchemaText.parse("a BIGINT, b BIGINT, c BIGINT, d BIGINT");
    private static final long[] SIZES = {65 << 20, 256 << 20};
    private static final int CHUNK = 8 << 20;
    private static final int PARALLEL = 8;

    private FetchBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, NoSuchAlgorithmException {
        int rounds = arguments.length == 2 && arguments[0].equals("--rounds") ? Integer.parseInt(arguments[1]) : 15;
        try (Scratch folder = Scratch.create();
                WorkerProcess store = WorkerProcess.start(
                        WorkerProcess.java(ObjectHost.class, folder.folder().toString()));
                Memory memory = Memory.create(1L << 30)) {
            int port = URI.create(store.nextAddress()).getPort();
            System.out.printf(
                    Locale.ROOT,
                    "%d rounds, %d MiB ranges, %d at once; GB/s, medians; in parentheses the ratio to plain GETs%n%n",
                    rounds,
                    CHUNK >> 20,
                    PARALLEL);
            System.out.printf(
                    "%10s %12s %20s %26s %14s%n", "batch", "plain GETs", "vgi", "vgi without a digest", "held at most");
            for (long size : SIZES) {
                measure(folder, port, size, rounds, memory);
            }
        }
    }

    private static void measure(Scratch folder, int port, long size, int rounds, Memory memory)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        Path file = object(folder, size);
        String name = "/" + file.getFileName();
        String digest = write(file, size, memory);
        long length = Files.size(file);
        String url = "http://127.0.0.1:" + port + name;
        double[] plain = new double[rounds];
        double[] verified = new double[rounds];
        double[] unverified = new double[rounds];
        long held = 0;
        FetchConfig config = FetchConfig.builder()
                .allowedHosts(Set.of("http://127.0.0.1"))
                .maxFetchBytes(1L << 30)
                .chunkBytes(CHUNK)
                .parallelRequests(PARALLEL)
                .build();
        try (var gets = new RangedGets(port, CHUNK, PARALLEL);
                Resolver resolver = Resolver.open(config)) {
            for (int round = -3; round < rounds; round++) {
                double first = (double) length / gets.read(name, length);
                Fetched withDigest = fetch(resolver, memory, new ExternalRef(url, digest));
                Fetched withoutDigest = fetch(resolver, memory, new ExternalRef(url, null));
                double second = (double) length / withDigest.nanos;
                double third = (double) length / withoutDigest.nanos;
                held = Math.max(held, Math.max(withDigest.bytesHeld, withoutDigest.bytesHeld));
                if (round >= 0) {
                    plain[round] = first;
                    verified[round] = second;
                    unverified[round] = third;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%6d MiB %12.2f %20s %26s %10d MiB%n",
                size >> 20,
                Medians.of(plain),
                Medians.shown(verified, plain),
                Medians.shown(unverified, plain),
                held >> 20);
    }

    /**
     * What a fetch took.
     *
     * @param bytesHeld the most off-heap memory at once
     */
    private record Fetched(long nanos, long bytesHeld) {}

    private static Path object(Scratch folder, long size) {
        return folder.resolve((size >> 20) + ".arrow");
    }

    private static Fetched fetch(Resolver resolver, Memory memory, ExternalRef ref) {
        try (MemoryScope scope = memory.scope("fetch", 1L << 30)) {
            Batch pointer = Batch.empty(SCHEMA, scope.allocator()).withMetadata(ref.metadata());
            long start = System.nanoTime();
            resolver.resolve(pointer, scope, LogSink.NONE, new ExternalFetchCounter())
                    .close();
            return new Fetched(System.nanoTime() - start, scope.allocator().getPeakMemoryAllocation());
        }
    }

    /** Writes an object whose batch has this size; returns its SHA-256. */
    private static String write(Path file, long size, Memory memory) throws IOException, NoSuchAlgorithmException {
        int rows = (int) (size / (8L * SCHEMA.getFields().size()));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Batch batch = batch(rows, memory)) {
            ByteSink target = ByteSink.of(channel);
            var frames = new FrameWriter((buffers, count) -> {
                for (int i = 0; i < count; i++) {
                    digest.update(buffers[i].duplicate());
                }
                target.write(buffers, count);
            });
            try (var stream = new IpcWriter(frames, SCHEMA)) {
                stream.write(batch);
                stream.end();
                frames.flush();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Batch batch(int rows, Memory memory) {
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, memory.allocator());
        for (FieldVector vector : root.getFieldVectors()) {
            var numbers = (BigIntVector) vector;
            numbers.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                numbers.set(row, row);
            }
        }
        root.setRowCount(rows);
        return Batch.of(root);
    }
}
