package dev.vgi.server.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that serve connections: daemons, one for each. */
public final class SessionThreads {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    public SessionThreads(String name) {
        this.name = name;
    }

    /** Runs the session, unless this throws: there may be no more threads. */
    public void start(Runnable session) {
        var thread = new Thread(
                () -> {
                    try {
                        session.run();
                    } finally {
                        running.remove(Thread.currentThread());
                    }
                },
                name + "-" + numbers.incrementAndGet());
        thread.setDaemon(true);
        running.add(thread);
        try {
            thread.start();
        } catch (Throwable e) {
            running.remove(thread);
            throw e;
        }
    }

    /**
     * Waits a while for the sessions whose connections are closed: their batches must be freed before memory closes.
     */
    public void await() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            for (Thread thread : running) {
                if (thread != Thread.currentThread()) {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
