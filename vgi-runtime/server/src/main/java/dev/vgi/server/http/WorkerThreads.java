package dev.vgi.server.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that work on requests. Connections are not theirs: those are read and accepted by others, which never
 * wait. At most half of the threads wait for clients to send more of a long body, so that the other half serves all
 * other requests. Thread-safe.
 */
final class WorkerThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    WorkerThreads(int count) {
        var number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, "vgi-http-server-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        free = Math.max(1, count / 2);
    }

    /** @throws RejectedExecutionException once it is closed */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /**
     * Takes a place for a thread that waits for a client's bytes. Where none is free the task is run, with a place,
     * once one is.
     *
     * @return whether there was one, which the caller then gives back by {@link #finishReading()}
     */
    boolean startReading(Runnable later) {
        synchronized (waiting) {
            if (free > 0) {
                free--;
                return true;
            }
            waiting.add(later);
            return false;
        }
    }

    void finishReading() {
        Runnable next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        try {
            execute(next);
        } catch (RejectedExecutionException e) {
            // The server has stopped, and its connections with it.
        }
    }

    /** A place for one thread that is given back once, whoever does it. */
    Runnable place() {
        var held = new AtomicBoolean(true);
        return () -> {
            if (held.compareAndSet(true, false)) {
                finishReading();
            }
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
