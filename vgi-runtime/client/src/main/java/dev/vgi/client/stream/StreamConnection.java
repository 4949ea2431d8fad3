package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.Limits;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.transport.Channel;
import dev.vgi.transport.SharedBatches;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Represents one duplex byte stream to a worker, used for one call at a time. A wait for the worker that passes the
 * silence limit makes the watchdog abort it, which wakes the waiting thread. Only {@link #close}, {@link #isAnswered}
 * and {@link #abortIfSilent} are thread-safe.
 */
final class StreamConnection implements AutoCloseable {
    private final Channel channel;
    private final String address;
    private final Limits limits;
    private final FrameReader reader;
    private final FrameWriter writer;
    private volatile long waitingSince;
    private volatile long silenceNanos = Long.MAX_VALUE;
    private volatile long lastMoment;
    private volatile boolean hasLastMoment;
    private volatile boolean silent;
    private volatile @Nullable SharedBatches shared;
    private boolean negotiated;
    private volatile boolean closed;
    private volatile boolean answered;
    private long idleSince = System.nanoTime();

    StreamConnection(Channel channel, String address, Limits limits) {
        this.channel = channel;
        this.address = address;
        this.limits = limits;
        ByteSource source = channel.source();
        ByteSink sink = channel.sink();
        this.reader = FrameReader.ofWorker(
                target -> {
                    waitingSince = System.nanoTime();
                    try {
                        int count = source.read(target);
                        if (count > 0) {
                            answered = true;
                        }
                        return count;
                    } finally {
                        waitingSince = 0;
                    }
                },
                limits);
        this.writer = new FrameWriter((buffers, count) -> {
            waitingSince = System.nanoTime();
            try {
                sink.write(buffers, count);
            } finally {
                waitingSince = 0;
            }
        });
    }

    FrameReader reader() {
        return reader;
    }

    FrameWriter writer() {
        return writer;
    }

    /** Returns the memory that client and worker share; null where there is none. */
    @Nullable
    SharedBatches shared() {
        return shared;
    }

    /** Returns whether the worker has been asked about shared memory. */
    boolean isNegotiated() {
        return negotiated;
    }

    /** Notes what the worker has answered: the bytes of the segment that client and worker use from now on, or 0. */
    void negotiated(int sharedBytes) throws IOException {
        negotiated = true;
        if (sharedBytes > 0) {
            SharedBatches made = SharedBatches.create(sharedBytes, limits);
            shared = made;
            if (closed) {
                made.close();
            }
        }
    }

    /** Sets how long each following wait may last; zero for no limit. */
    void limitSilence(Duration silence) {
        silenceNanos = silence.isZero() ? Long.MAX_VALUE : silence.toNanos();
    }

    /**
     * Limits silence as {@link #limitSilence} does, and the total time as well: what follows ends within this time,
     * however much the worker says meanwhile.
     */
    void windUpWithin(Duration time) {
        limitSilence(time);
        lastMoment = System.nanoTime() + time.toNanos();
        hasLastMoment = true;
    }

    /** Returns whether the worker has ever sent anything. */
    boolean isAnswered() {
        return answered;
    }

    /** Aborts the connection where a limit has passed; called by the watchdog. */
    void abortIfSilent(long now) {
        long since = waitingSince;
        if ((since != 0 && now - since > silenceNanos) || (hasLastMoment && now - lastMoment > 0)) {
            silent = true;
            close();
        }
    }

    /** Marks the connection as waiting for its next call. */
    void idle() {
        idleSince = System.nanoTime();
        silenceNanos = Long.MAX_VALUE;
        hasLastMoment = false;
    }

    /**
     * Checks whether the worker has closed the connection since the last call; asks the socket only where that call was
     * more than 200 ms ago.
     */
    boolean isStale() {
        return closed || (System.nanoTime() - idleSince > TimeUnit.MILLISECONDS.toNanos(200) && channel.hasEnded());
    }

    /** Returns whether the connection has waited longer than {@code time} for its next call. */
    boolean isIdleFor(Duration time) {
        return System.nanoTime() - idleSince > time.toNanos();
    }

    String address() {
        return address;
    }

    boolean isClosed() {
        return closed;
    }

    /** Explains what an I/O error on this connection means to the caller. */
    VgiException failure(IOException e) {
        if (silent) {
            return VgiException.builder(
                            Code.DEADLINE_EXCEEDED,
                            Message.of(
                                    "the worker was silent for " + Durations.text(Duration.ofNanos(silenceNanos))
                                            + " (",
                                    ClientOption.SILENCE,
                                    "). It may be busy with as many connections as it serves at once: a Python worker's"
                                            + " --max-connections is 64 by default. Raise that or the limit, or lower ",
                                    ClientOption.MAX_CONNECTIONS))
                    .cause(e)
                    .url(address)
                    .build();
        }
        if (e instanceof ClosedByInterruptException) {
            return VgiException.of(Code.CANCELLED, "the call was interrupted", e);
        }
        return VgiException.builder(
                        Code.UNAVAILABLE,
                        "the connection to " + address + " broke: " + e.getMessage() + "." + channel.postMortem())
                .cause(e)
                .url(address)
                .build();
    }

    /** Adds to an error found by the reader what is known of a worker that died. */
    VgiException failure(VgiException e) {
        String postMortem = e.isRemote() ? "" : channel.postMortem();
        if (postMortem.isEmpty()) {
            return e.url().isEmpty() ? e.toBuilder().url(address).build() : e;
        }
        return VgiException.builder(Code.UNAVAILABLE, Message.of(e.text(), ".", postMortem))
                .cause(e)
                .url(address)
                .build();
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
        SharedBatches both = shared;
        if (both != null) {
            both.close();
        }
    }
}
