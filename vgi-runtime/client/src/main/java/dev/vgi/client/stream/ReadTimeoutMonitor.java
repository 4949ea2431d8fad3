package dev.vgi.client.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all connections of a transport ten times a second and aborts those whose worker has been silent for too
 * long. Blocking reads of channels have no time limit of their own. Its thread runs only while there are connections.
 */
final class ReadTimeoutMonitor implements AutoCloseable {
    private final Runnable tidying;
    private final Set<StreamConnection> watched = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;
    private boolean closed;

    /** @param tidying runs each time after the look */
    ReadTimeoutMonitor(Runnable tidying) {
        this.tidying = tidying;
    }

    synchronized void watch(StreamConnection connection) {
        watched.add(connection);
        if (thread == null && !closed) {
            thread = new Thread(this::run, "vgi-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void forget(StreamConnection connection) {
        watched.remove(connection);
    }

    private void run() {
        while (goesOn()) {
            long now = System.nanoTime();
            watched.forEach(connection -> connection.abortIfSilent(now));
            tidying.run();
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized boolean goesOn() {
        watched.removeIf(StreamConnection::isClosed);
        if (closed || watched.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
