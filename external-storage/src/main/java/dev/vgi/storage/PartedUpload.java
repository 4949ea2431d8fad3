package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what is written into parts, and sends them while the writer makes the next. An object of one part or less goes
 * in one request.
 */
final class PartedUpload implements ExternalUpload {
    private static final Logger LOG = LoggerFactory.getLogger(PartedUpload.class);

    private enum State {
        WRITING,
        DONE,
        FAILED,
        CLOSED
    }

    private final ObjectTarget target;
    private final ObjectDescription description;
    private final PartPool pool;
    private final ExecutorService threads;
    private final int parallel;
    private final Semaphore sending;
    private final Duration patience;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private State state = State.WRITING;
    private @Nullable Part current;
    private int sent;
    private boolean begun;
    private long length;

    /**
     * @param parallel how many parts are sent at once
     * @param patience how long an abort waits for requests that are under way
     */
    PartedUpload(
            ObjectTarget target,
            ObjectDescription description,
            PartPool pool,
            ExecutorService threads,
            int parallel,
            Duration patience) {
        this.target = target;
        this.description = description;
        this.pool = pool;
        this.threads = threads;
        this.parallel = parallel;
        this.patience = patience;
        sending = new Semaphore(parallel);
    }

    @Override
    public void write(ByteBuffer bytes) {
        var unused = guarded(() -> {
            length += bytes.remaining();
            while (bytes.hasRemaining()) {
                Part part = current;
                if (part == null) {
                    current = part = pool.take();
                } else if (part.isFull()) {
                    send(part);
                    continue;
                }
                part.fill(bytes);
            }
            return length;
        });
    }

    @Override
    public StoredObject finish() {
        StoredObject stored = guarded(() -> {
            if (description.length().orElse(length) != length) {
                throw VgiException.dataLoss(target + ": " + length + " bytes were written, expected the "
                        + description.length().getAsLong() + " that were announced");
            }
            Part last = current;
            if (!begun) {
                begun = true;
                target.whole(last == null ? new Part(0) : last);
            } else {
                if (last != null) {
                    send(last);
                }
                sending.acquire(parallel);
                sending.release(parallel);
                rethrow();
                target.complete(length);
            }
            giveBack();
            // Nobody finds an object without a URL, so it goes when the upload is closed.
            return target.sign();
        });
        state = State.DONE;
        return stored;
    }

    @Override
    public void close() {
        if (state == State.DONE || state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        giveBack();
        if (!begun) {
            return;
        }
        try {
            awaitSending();
            target.abort();
        } catch (RuntimeException e) {
            LOG.warn("{} was not aborted, and a lifecycle rule must remove what is there: {}", target, e.getMessage());
        }
    }

    private void awaitSending() {
        boolean interrupted = false;
        try {
            if (!sending.tryAcquire(parallel, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} is aborted while parts of it are still being sent", target);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Part part) throws InterruptedException {
        if (!begun) {
            begun = true;
            target.begin();
        }
        sending.acquire();
        if (failure.get() != null) {
            sending.release();
            rethrow();
        }
        current = null;
        int number = ++sent;
        try {
            threads.execute(() -> {
                try {
                    target.part(number, part);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    pool.give(part);
                    sending.release();
                }
            });
        } catch (RuntimeException e) {
            pool.give(part);
            sending.release();
            throw VgiException.of(Code.CANCELLED, target + ": the storage was closed", e);
        }
    }

    private void rethrow() {
        Throwable found = failure.get();
        if (found instanceof VgiException known) {
            throw known.toBuilder().build();
        }
        if (found != null) {
            throw VgiException.of(Code.INTERNAL, target + ": " + found.getMessage(), found);
        }
    }

    private void giveBack() {
        Part part = current;
        if (part != null) {
            current = null;
            pool.give(part);
        }
    }

    private interface Step<T> {
        T run() throws InterruptedException;
    }

    private <T> T guarded(Step<T> step) {
        if (state != State.WRITING) {
            throw new IllegalStateException(target + " is " + state.name().toLowerCase(Locale.ROOT));
        }
        boolean done = false;
        try {
            if (threads.isShutdown()) {
                throw VgiException.of(Code.CANCELLED, target + ": the storage was closed");
            }
            T result = step.run();
            done = true;
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, target + ": the upload was interrupted", e);
        } finally {
            if (!done) {
                state = State.FAILED;
            }
        }
    }
}
