package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.HttpConnections;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogSink;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns pointer batches into the batches that they stand for (specification, section 12). Needs no credentials: the URL
 * in the pointer carries them. Thread-safe. Nothing is opened before the first pointer.
 *
 * <p>What is wrong with an object is a {@link VgiException}: PERMISSION_DENIED for a URL that is not allowed
 * ({@code url_refused}) or that the store refuses ({@code external_url_expired}), NOT_FOUND where the object is gone,
 * DATA_LOSS where it is not what was written, RESOURCE_EXHAUSTED where it is too large, UNAVAILABLE, ABORTED or
 * DEADLINE_EXCEEDED where the store does not deliver. No message shows more of a URL than its scheme, host, port and
 * path.
 */
public final class Resolver implements AutoCloseable {
    private static final long IDLE_SECONDS = 5;
    private static final long WATCH_MILLIS = 100;

    private final @Nullable FetchConfig config;
    private final @Nullable HttpConnections connections;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor watcher;

    private Resolver(@Nullable FetchConfig config) {
        this.config = config;
        connections = config == null ? null : HttpConnections.open(config.connections);
        executor = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Resolver::thread,
                Resolver::refuse);
        watcher = new ScheduledThreadPoolExecutor(1, Resolver::thread, Resolver::refuse);
        watcher.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        watcher.allowCoreThreadTimeOut(true);
        watcher.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "vgi-fetch");
        thread.setDaemon(true);
        return thread;
    }

    /** Once it is closed. */
    private static void refuse(Runnable task, ThreadPoolExecutor executor) {
        throw VgiException.of(Code.FAILED_PRECONDITION, "the client is closed");
    }

    public static Resolver open(FetchConfig config) {
        return new Resolver(config);
    }

    /** One that refuses every pointer: for a server that fetches nothing for its clients. */
    public static Resolver refusing() {
        return new Resolver(null);
    }

    /** Whether this fetches anything at all. */
    public boolean fetches() {
        return config != null;
    }

    /** Whether a batch stands for another. */
    public static boolean isPointer(Batch batch) {
        return BatchKind.of(batch) == BatchKind.EXTERNAL_POINTER;
    }

    /**
     * The batch itself where it is no pointer, and else what it stands for, which is then fetched on this thread.
     *
     * @param batch which this closes where it is a pointer, also where this throws
     * @param scope whose memory the result has
     * @param logs receives the log lines that lie in the object, on this thread
     */
    public Batch resolve(Batch batch, MemoryScope scope, LogSink logs, ExternalFetchCounter tally) {
        if (!isPointer(batch)) {
            return batch;
        }
        FetchedBatch fetched = fetches(batch, scope).get().run();
        try {
            tally.add(fetched.cost());
            fetched.logs().forEach(logs::log);
            return fetched.batch();
        } catch (Throwable e) {
            fetched.close();
            throw e;
        }
    }

    /**
     * As {@link #resolve}, for the batch of a request: the result keeps the metadata that the request came with, by
     * which it is dispatched, but for the pointer's.
     */
    public Batch resolveRequest(Batch request, MemoryScope scope, ExternalFetchCounter tally) {
        if (!isPointer(request)) {
            return request;
        }
        Batch resolved = resolve(request, scope, LogSink.NONE, tally);
        return resolved.withMetadata(request.metadata().without(ObjectContent.POINTER_KEYS));
    }

    /**
     * What a pointer stands for, to be fetched.
     *
     * @param pointer which this closes
     */
    PendingBatch pending(Batch pointer, MemoryScope scope) {
        Supplier<ObjectFetch> fetches = fetches(pointer, scope);
        return new PendingBatch(fetches, scope, executor);
    }

    /** The largest object, as the store sends it. */
    long maxFetchBytes() {
        return config == null ? 0 : config.maxFetchBytes;
    }

    /**
     * PUTs bytes to a URL that the worker gave.
     *
     * @param body which is read and not changed
     * @return the bytes' SHA-256, in lower-case hex
     * @throws VgiException PERMISSION_DENIED for a URL that is not allowed, or that the store refuses;
     *     INVALID_ARGUMENT, RESOURCE_EXHAUSTED, NOT_FOUND or FAILED_PRECONDITION where it refuses the upload;
     *     UNAVAILABLE, DEADLINE_EXCEEDED
     */
    public String put(String url, String contentType, List<ByteBuffer> body) {
        if (config == null || connections == null) {
            throw new IllegalStateException("nothing is fetched or uploaded here");
        }
        FetchUrl target = FetchUrl.parse(url);
        var requests = new ObjectRequests(connections, config, Deadline.in(config.timeout, "uploading a request"));
        MessageDigest digest = Sha256.create();
        body.forEach(piece -> digest.update(piece.duplicate()));
        try (ObjectResponse answer = requests.put(target, contentType, body)) {
            if (answer.status() / 100 != 2) {
                throw answer.uploadRefusal();
            }
            answer.skipRest();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Runs in parallel with all else.
     *
     * @throws VgiException FAILED_PRECONDITION where this is closed
     */
    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Looks for something to do now and then, until it is cancelled. */
    Future<?> watch(Runnable look) {
        return watcher.scheduleWithFixedDelay(look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Supplier<ObjectFetch> fetches(Batch pointer, MemoryScope scope) {
        try (pointer) {
            String url = Objects.requireNonNull(pointer.metadata().get(Keys.LOCATION));
            String digest = pointer.metadata().get(Keys.LOCATION_SHA256);
            if (config == null || connections == null) {
                throw VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "a batch came as a pointer to external storage, which this side does not fetch: configure it"
                                + " with external(FetchConfig)");
            }
            Schema schema = pointer.schema();
            var ref = new ExternalRef(url, digest == null ? null : digest.toLowerCase(Locale.ROOT));
            return () -> new ObjectFetch(connections, config, executor, ref, schema, scope);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        watcher.shutdownNow();
        executor.shutdown();
        if (connections != null) {
            connections.close();
        }
    }
}
