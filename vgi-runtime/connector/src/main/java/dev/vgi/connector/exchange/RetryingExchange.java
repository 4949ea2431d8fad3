package dev.vgi.connector.exchange;

import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.ExchangeStream;
import dev.vgi.protocol.ExternalFetchStats;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange that outlives its streams: one is opened for the first batch, and another one after an error or when the
 * last has become too old. A batch whose answer was lost is sent again as far as {@link RetryPolicy} say. For one
 * thread at a time.
 */
public final class RetryingExchange implements AutoCloseable {
    /** The age of streams that may become as old as they like. */
    public static final Duration ANY_AGE = Duration.ofNanos(Long.MAX_VALUE);

    private static final Logger LOG = LoggerFactory.getLogger(RetryingExchange.class);

    private final Supplier<ExchangeStream> open;
    private final RetryPolicy retries;
    private final long maxAgeNanos;
    private final Runnable repeated;
    private @Nullable ExchangeStream stream;
    private long openedNanos;
    private ExternalFetchStats externalized = ExternalFetchStats.NONE;

    /**
     * An exchange; nothing is opened yet.
     *
     * @param open opens a stream
     * @param maxAge how long one stream is used
     * @param repeated told each time before a batch is sent again
     */
    public RetryingExchange(Supplier<ExchangeStream> open, RetryPolicy retries, Duration maxAge, Runnable repeated) {
        this.open = open;
        this.retries = retries;
        this.maxAgeNanos = maxAge.toNanos();
        this.repeated = repeated;
    }

    /**
     * Sends a batch, which stays the caller's.
     *
     * @return the answer, to be closed
     * @throws VgiException the last attempt's error; the next batch opens a new stream
     */
    public Batch exchange(Batch input) {
        for (int attempts = 1; ; attempts++) {
            boolean sent = false;
            try {
                ExchangeStream current = stream();
                sent = true;
                ExternalFetchStats before = current.externalized();
                Batch answer = current.exchange(input);
                externalized = externalized.plus(current.externalized().since(before));
                return answer;
            } catch (VgiException e) {
                abandon(e);
                if (!retries.allow(e, attempts, sent)) {
                    throw e;
                }
                repeated.run();
                pause(e, retries.pause(e, attempts));
            }
        }
    }

    private ExchangeStream stream() {
        ExchangeStream current = stream;
        if (current != null && System.nanoTime() - openedNanos > maxAgeNanos) {
            close();
            current = null;
        }
        if (current == null) {
            current = open.get();
            stream = current;
            openedNanos = System.nanoTime();
        }
        return current;
    }

    private void abandon(VgiException cause) {
        try {
            close();
        } catch (VgiException e) {
            cause.addSuppressed(e);
        }
    }

    private static void pause(VgiException cause, Duration time) {
        Duration asked = cause.retryDelay();
        if (asked != null && asked.compareTo(time) > 0) {
            LOG.warn(
                    "the worker asks to wait {} before a batch is sent again; it is sent after {}, which is the longest pause",
                    Durations.text(asked),
                    Durations.text(time));
        }
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted before a batch was sent again", cause);
        }
    }

    /** What of all answers so far came by way of object storage. */
    public ExternalFetchStats externalized() {
        return externalized;
    }

    /** Ends the stream; a later batch opens another. */
    @Override
    public void close() {
        ExchangeStream last = stream;
        stream = null;
        if (last != null) {
            last.close();
        }
    }
}
