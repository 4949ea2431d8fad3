package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are made in order on a thread of their own, while the task collects what is sent next. Only the calls run
 * there; all else is the task's thread's.
 */
final class PrefetchingExchange implements AutoCloseable {
    private final Function<ExchangeInput, ExchangeOutput> call;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable ExecutorService thread;

    PrefetchingExchange(Function<ExchangeInput, ExchangeOutput> call) {
        this.call = call;
    }

    /** How many calls were submitted whose results have not been taken. */
    int size() {
        return pending.size();
    }

    /** Makes a call after those before it; it takes the rows over. */
    void submit(ExchangeInput rows) {
        ExecutorService calls = thread;
        if (calls == null) {
            calls = Executors.newSingleThreadExecutor(run -> {
                Thread daemon = new Thread(run, Thread.currentThread().getName() + ", exchange");
                daemon.setDaemon(true);
                return daemon;
            });
            thread = calls;
        }
        var next = new Pending(rows);
        pending.add(next);
        calls.execute(next.result);
    }

    /**
     * Waits for the first call's result, which is the caller's.
     *
     * @throws VgiException as the call did, or CANCELLED where the task is interrupted
     */
    ExchangeOutput next() {
        try {
            ExchangeOutput rows = pending.element().result.get();
            pending.remove();
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted while an exchange was waited for", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    /** Interrupts the call that is under way, waits for its end, and frees what nobody will take. */
    @Override
    public void close() {
        ExecutorService calls = thread;
        if (calls == null) {
            return;
        }
        calls.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (calls.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        pending.forEach(Pending::free);
        pending.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Pending {
        private final FutureTask<ExchangeOutput> result;
        private @Nullable ExchangeInput unsent;

        private Pending(ExchangeInput rows) {
            unsent = rows;
            result = new FutureTask<>(this::run);
        }

        private ExchangeOutput run() {
            ExchangeInput rows = unsent;
            if (rows == null) {
                throw new IllegalStateException("the rows were sent already");
            }
            unsent = null;
            return call.apply(rows);
        }

        /** After the thread has ended. */
        private void free() {
            if (unsent != null) {
                unsent.close();
            } else {
                try {
                    result.get().close();
                } catch (ExecutionException | InterruptedException e) {
                    // A call that failed has freed its rows; one that has ended cannot be interrupted.
                }
            }
        }
    }
}
