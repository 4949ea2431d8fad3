package dev.vgi.protocol;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The way to one worker. Thread-safe: it opens and pools as many connections as it needs, up to its limit. Errors are
 * {@link VgiException}s that name the worker's address.
 */
public interface ClientTransport extends AutoCloseable {
    /** The worker's address without credentials, for messages. */
    String address();

    /**
     * Makes a unary call.
     *
     * @return the answer's data batch, for the caller to close: one row with the column {@code result}, or none
     */
    Batch call(Request request);

    /** Opens a stream that takes no input. */
    Producing produce(Request request, HasHeader header);

    /**
     * Opens a stream at a position that {@link Producing#position()} gave, perhaps of another process.
     *
     * @throws VgiException UNIMPLEMENTED where the transport has no positions
     */
    Producing resume(Request request, Position position);

    /**
     * Opens a stream that maps batch to batch.
     *
     * @param input the wire schema of every input; null where the first one shows it
     */
    Exchanging exchange(Request request, HasHeader header, @Nullable Schema input);

    /**
     * The same way for calls that share a sticky session. It is to be closed before this transport.
     *
     * @param token of a session that is open; null for none
     * @throws VgiException UNIMPLEMENTED where the transport has no sessions
     */
    default SessionTransport session(@Nullable String token) {
        throw VgiException.of(
                Code.UNIMPLEMENTED, address() + " has no sticky sessions: only workers at http addresses have them");
    }

    @Override
    void close();

    /** Whether a stream's answer starts with a header, as reflection, an interface or the user says. */
    enum HasHeader {
        YES,
        NO,
        /**
         * Nobody has said. An answer over HTTP shows it. On a raw connection nothing does: there a header that came is
         * an error (FAILED_PRECONDITION) at the end of the stream at the latest.
         */
        UNKNOWN
    }

    /** A stream of batches. Used by one thread at a time, not always the same. */
    interface Producing extends AutoCloseable {
        /** The header, owned by the stream; null where there is none. */
        @Nullable
        Batch header();

        /** The schema of the batches. Waits for the worker's first answer. */
        Schema schema();

        /** The next batch, for the caller to close; null at the end. Log lines reach their receiver on the way. */
        @Nullable
        Batch next();

        /**
         * As {@link #next()}, with metadata for the method on the tick. No turn must be under way, so it needs
         * {@code prefetchBatches=0}.
         */
        @Nullable
        Batch next(Metadata tick);

        /** Whether a batch was asked for, or has come, that was not handed out. */
        default boolean isUnderWay() {
            return false;
        }

        /** Whether further batches are asked for ahead of those that are handed out; at first as the options say. */
        default void askAhead(boolean value) {}

        /** Where to go on after the last batch; null where the transport has no positions, and at the end. */
        @Nullable
        Position position();

        /** What of the stream so far came by way of object storage. */
        default ExternalFetchStats externalized() {
            return ExternalFetchStats.NONE;
        }

        /** Ends the stream early if it has not ended, telling the worker. The connection lives on where it can. */
        @Override
        void close();
    }

    /** A stream in lockstep. Used by one thread at a time, not always the same. */
    interface Exchanging extends AutoCloseable {
        /** The header, owned by the stream; null where there is none. */
        @Nullable
        Batch header();

        /** The schema of the answers; null before the first where the transport tells it no sooner. */
        @Nullable
        Schema schema();

        /** Sends a batch of the input schema, which stays the caller's, and waits for its answer, to be closed. */
        Batch exchange(Batch input);

        /** What of the stream so far came by way of object storage. */
        default ExternalFetchStats externalized() {
            return ExternalFetchStats.NONE;
        }

        /** Ends the stream; the method keeps what it has done. */
        @Override
        void close();

        /** Ends the stream and tells the method so. */
        void cancel();
    }
}
