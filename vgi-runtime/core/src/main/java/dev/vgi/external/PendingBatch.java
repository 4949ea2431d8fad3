package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.MemoryScope;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is fetched in the background, from when that was begun. Used by one thread at a time, but that any may
 * ask how it is. Close it: a fetch that nobody took is given up.
 */
final class PendingBatch implements AutoCloseable {
    private final Supplier<ObjectFetch> fetches;
    private final MemoryScope scope;
    private final Executor executor;
    private volatile @Nullable Fetching fetching;

    PendingBatch(Supplier<ObjectFetch> fetches, MemoryScope scope, Executor executor) {
        this.fetches = fetches;
        this.scope = scope;
        this.executor = executor;
    }

    private record Fetching(ObjectFetch fetch, FutureTask<FetchedBatch> task) {}

    /** Begins to fetch it, unless that was done. */
    void begin() {
        started();
    }

    private Fetching started() {
        Fetching current = fetching;
        if (current == null) {
            ObjectFetch fetch = fetches.get();
            Runnable release = scope.retain();
            var task = new FutureTask<>(() -> {
                try {
                    return fetch.run();
                } finally {
                    release.run();
                }
            });
            try {
                executor.execute(task);
            } catch (Throwable e) {
                release.run();
                throw e;
            }
            current = new Fetching(fetch, task);
            fetching = current;
        }
        return current;
    }

    /** Whether it was begun. */
    boolean isBegun() {
        return fetching != null;
    }

    /** Whether it was begun and has neither come nor failed. */
    boolean isUnderWay() {
        Fetching current = fetching;
        return current != null && !current.task.isDone();
    }

    /** Waits for it; then it is the caller's to close. */
    FetchedBatch take() {
        Fetching current = started();
        try {
            FetchedBatch fetched = current.task.get();
            fetching = null;
            return fetched;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } catch (ExecutionException e) {
            fetching = null;
            throw e.getCause() instanceof VgiException known
                    ? known
                    : VgiException.of(
                            Code.INTERNAL, "fetching an externalized batch failed: " + e.getCause(), e.getCause());
        }
    }

    /** Gives up what was begun, and its memory; it may be begun again. */
    void giveUp() {
        Fetching current = fetching;
        if (current == null) {
            return;
        }
        fetching = null;
        current.fetch.abort();
        boolean interrupted = false;
        while (true) {
            try {
                current.task.get().close();
                break;
            } catch (ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        giveUp();
    }
}
