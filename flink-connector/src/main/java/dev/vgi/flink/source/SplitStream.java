package dev.vgi.flink.source;

import org.jspecify.annotations.Nullable;

/**
 * A split that is being read by a thread of its own, one batch ahead, so that whoever waits for it can be woken without
 * breaking off what the worker is sending. Thread-safe.
 *
 * @param <T> the element
 */
final class SplitStream<T> implements AutoCloseable {
    private static final long LAST_WAIT_MILLIS = 30_000;

    /**
     * What reading came to.
     *
     * @param <T> the element
     */
    sealed interface Event<T> {
        /**
         * A batch, whose rows come next.
         *
         * @param batch the receiver's
         * @param <T> the element
         */
        record Rows<T>(ReadBatch<T> batch) implements Event<T> {}

        /**
         * The end of the split, whose stream is closed.
         *
         * @param <T> the element
         */
        record End<T>() implements Event<T> {}

        /**
         * Nothing more will come.
         *
         * @param cause why
         * @param <T> the element
         */
        record Failed<T>(Throwable cause) implements Event<T> {}
    }

    private final SplitCursor<T> cursor;
    private final Runnable onEvent;
    private final Thread thread;
    private @Nullable Event<T> event;
    private boolean isReading;
    private boolean isClosed;

    /**
     * Starts reading.
     *
     * @param onEvent told that {@link #poll} has something, by the reading thread
     */
    SplitStream(String name, SplitCursor<T> cursor, Runnable onEvent) {
        this.cursor = cursor;
        this.onEvent = onEvent;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
    }

    /** What has come; null where nothing has. */
    synchronized @Nullable Event<T> poll() {
        Event<T> taken = event;
        event = null;
        notifyAll();
        return taken;
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn && beginRead()) {
                Event<T> next = read();
                goesOn = offer(next) && next instanceof Event.Rows;
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for what was read.
        } finally {
            // Closing a stream may talk to the worker, which an interrupt would break off.
            Thread.interrupted();
            cursor.close();
        }
    }

    private synchronized boolean beginRead() {
        isReading = !isClosed;
        return isReading;
    }

    private Event<T> read() {
        try {
            ReadBatch<T> batch = cursor.next();
            if (batch != null) {
                return new Event.Rows<>(batch);
            }
            // Who sees the end may close what the cursor has its memory from.
            cursor.close();
            return new Event.End<>();
        } catch (Throwable e) {
            return new Event.Failed<>(e);
        } finally {
            synchronized (this) {
                isReading = false;
            }
        }
    }

    /** Waits until the event before it was taken. */
    private boolean offer(Event<T> next) throws InterruptedException {
        synchronized (this) {
            try {
                while (event != null && !isClosed) {
                    wait();
                }
            } catch (InterruptedException e) {
                release(next);
                throw e;
            }
            if (isClosed) {
                release(next);
                return false;
            }
            event = next;
        }
        onEvent.run();
        return true;
    }

    private static <T> void release(@Nullable Event<T> event) {
        if (event instanceof Event.Rows<T> rows) {
            rows.batch().recycle();
        }
    }

    /** Breaks off what is under way, and waits for its end. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            isClosed = true;
            notifyAll();
            if (isReading) {
                thread.interrupt();
            }
        }
        try {
            thread.join(LAST_WAIT_MILLIS);
        } finally {
            synchronized (this) {
                release(event);
                event = null;
            }
        }
    }
}
