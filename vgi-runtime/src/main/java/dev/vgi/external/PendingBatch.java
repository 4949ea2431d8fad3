package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.MemoryScope;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** A batch that is being fetched. Used by one thread. Close it: a fetch that nobody took is given up. */
final class PendingBatch implements AutoCloseable {
    private final ObjectFetch fetch;
    private final FutureTask<FetchedBatch> task;
    private final AtomicBoolean taken = new AtomicBoolean();

    PendingBatch(ObjectFetch fetch, MemoryScope scope, Executor executor) {
        this.fetch = fetch;
        Runnable release = scope.retain();
        task = new FutureTask<>(() -> {
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
    }

    /** Waits for it; then it is the caller's to close. */
    FetchedBatch take() {
        try {
            FetchedBatch fetched = task.get();
            taken.set(true);
            return fetched;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof VgiException known
                    ? known
                    : VgiException.of(
                            Code.INTERNAL, "fetching an externalized batch failed: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        if (taken.getAndSet(true)) {
            return;
        }
        fetch.abort();
        boolean interrupted = false;
        while (true) {
            try {
                task.get().close();
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
}
