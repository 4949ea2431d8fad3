package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.Externalizer;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.Resolver;
import dev.vgi.external.StoreConfig;
import dev.vgi.external.StoredObject;
import dev.vgi.net.ContentCoding;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.LogSink;
import dev.vgi.storage.S3Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How fast batches go to an S3 server and come back, in the same run as what the SDK and plain HTTP do with the same
 * bytes: a plain PUT, and plain ranged GETs, as many at once and as large as ours. They take turns, round after round;
 * the figures are medians, the ratios medians of each round's ratio.
 *
 * <p>Arguments: {@code ENDPOINT BUCKET ACCESS_KEY SECRET_KEY [--rounds N] [MEGABYTES ...]}.
 */
public final class StorageBenchmark {
    private static final int CHUNK = 8 << 20;
    private static final int PARALLEL = 8;

    private final URI endpoint;
    private final String bucket;
    private final AwsCredentialsProvider credentials;
    private final int rounds;

    private StorageBenchmark(URI endpoint, String bucket, AwsCredentialsProvider credentials, int rounds) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.credentials = credentials;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        List<Integer> sizes = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            if (arguments[i].equals("--rounds")) {
                rounds = Integer.parseInt(arguments[++i]);
            } else {
                sizes.add(Integer.parseInt(arguments[i]));
            }
        }
        var benchmark = new StorageBenchmark(
                URI.create(arguments[0]),
                arguments[1],
                StaticCredentialsProvider.create(AwsBasicCredentials.create(arguments[2], arguments[3])),
                rounds);
        System.out.printf(Locale.ROOT, "%d rounds; MB/s, medians; the ratio is ours to plain%n%n", rounds);
        System.out.printf("%-8s %-7s %12s %10s %7s%n", "", "object", "plain", "vgi", "ratio");
        for (int megabytes : sizes.isEmpty() ? List.of(65, 256) : sizes) {
            benchmark.measure(megabytes << 20);
        }
    }

    private void measure(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        double[][] seconds = new double[4][rounds];
        try (S3Client plain = S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials)
                        .httpClient(UrlConnectionHttpClient.builder()
                                .socketTimeout(Duration.ofMinutes(5))
                                .build())
                        .build();
                S3Storage storage = S3Storage.builder()
                        .bucket(bucket)
                        .endpoint(endpoint)
                        .credentials(credentials)
                        .build();
                Memory memory = Memory.create();
                Resolver resolver = Resolver.open(FetchConfig.builder()
                        .allowedHosts(Set.of(endpoint.toString()))
                        .maxFetchBytes(1L << 30)
                        .build());
                MemoryScope scope = memory.scope("benchmark", 2L << 30);
                Batch batch = BlocksWorker.block(bytes, scope.allocator())) {
            ExternalRef ref =
                    Externalizer.of(StoreConfig.builder(storage).build()).publish(batch);
            ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
            for (int round = -1; round < rounds; round++) {
                record(seconds[0], round, () -> put(plain, content));
                record(seconds[1], round, () -> upload(storage, plain, content));
                record(seconds[2], round, () -> rangedGets(ref.url(), threads));
                record(seconds[3], round, () -> fetch(resolver, pointer(ref, batch, scope), scope));
            }
            threads.shutdown();
            delete(plain, ref.url());
        }
        print("upload", bytes, seconds[0], seconds[1]);
        print("fetch", bytes, seconds[2], seconds[3]);
    }

    private void put(S3Client plain, byte[] content) {
        plain.putObject(
                request -> request.bucket(bucket).key("plain"),
                RequestBody.fromContentProvider(
                        () -> new ByteArrayInputStream(content), content.length, "application/octet-stream"));
    }

    private void upload(S3Storage storage, S3Client plain, byte[] content) {
        try (ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY, content.length))) {
            upload.write(ByteBuffer.wrap(content));
            StoredObject stored = upload.finish();
            delete(plain, stored.url());
        }
    }

    private void delete(S3Client plain, String url) {
        String key = URI.create(url).getPath().substring(("/" + bucket + "/").length());
        plain.deleteObject(request -> request.bucket(bucket).key(key));
    }

    private static Batch pointer(ExternalRef ref, Batch batch, MemoryScope scope) {
        return Batch.empty(batch.schema(), scope.allocator()).withMetadata(ref.metadata());
    }

    private static void fetch(Resolver resolver, Batch pointer, MemoryScope scope) {
        resolver.resolve(pointer, scope, LogSink.NONE, new ExternalFetchCounter())
                .close();
    }

    /** The whole object into direct memory, by connections of their own, without any check. */
    private static void rangedGets(String url, ExecutorService threads)
            throws IOException, InterruptedException, ExecutionException {
        long length = PlainGet.length(url);
        ByteBuffer target = ByteBuffer.allocateDirect(Math.toIntExact(length));
        List<Future<?>> gets = new ArrayList<>();
        for (long from = 0; from < length; from += CHUNK) {
            ByteBuffer part = target.slice((int) from, (int) Math.min(CHUNK, length - from));
            long first = from;
            gets.add(threads.submit(() -> {
                PlainGet.range(url, first, part);
                return null;
            }));
        }
        for (Future<?> get : gets) {
            get.get();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void record(double[] seconds, int round, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        if (round >= 0) {
            seconds[round] = (System.nanoTime() - start) / 1e9;
        }
    }

    private static void print(String what, int bytes, double[] plain, double[] ours) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %3d MiB %12.0f %10.0f %7.2f%n",
                what,
                bytes >> 20,
                bytes / Medians.of(plain) / 1e6,
                bytes / Medians.of(ours) / 1e6,
                Medians.ofRatios(plain, ours));
    }
}
