package dev.vgi.server.stream;

import java.time.Duration;

/** Runs something once, when there has been no connection for a while. Thread-safe. */
final class IdleWatch implements AutoCloseable {
    private final long timeoutNanos;
    private final Runnable whenIdle;
    private int connections;
    private long deadline;
    private boolean ended;

    /**
     * Begins to watch.
     *
     * @param start how long to wait for the first connection
     * @param timeout how long to wait for each later one
     * @param whenIdle runs while no connection can begin
     */
    IdleWatch(String name, Duration start, Duration timeout, Runnable whenIdle) {
        this.timeoutNanos = timeout.toNanos();
        this.whenIdle = whenIdle;
        this.deadline = System.nanoTime() + start.toNanos();
        var thread = new Thread(this::watch, name);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void begin() {
        connections++;
    }

    synchronized void end() {
        connections--;
        deadline = System.nanoTime() + timeoutNanos;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }

    private synchronized void watch() {
        try {
            while (!ended) {
                long left = deadline - System.nanoTime();
                if (connections > 0) {
                    wait();
                } else if (left > 0) {
                    wait(left / 1_000_000 + 1);
                } else {
                    ended = true;
                    whenIdle.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
