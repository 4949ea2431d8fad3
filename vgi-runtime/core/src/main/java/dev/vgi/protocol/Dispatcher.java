package dev.vgi.protocol;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a server hands to its transports: it checks a request, finds the method and runs it. Thread-safe. Errors are
 * {@link VgiException}s; the transport turns them into EXCEPTION batches by {@link ErrorBatch}.
 */
public interface Dispatcher {
    /** The process's identifier, twelve hex digits. */
    String serverId();

    /** The wire name of the application protocol that was registered first; empty where there is none. */
    default String primaryProtocol() {
        return "";
    }

    /** Whether EXCEPTION batches carry stack traces. */
    boolean sendsTracebacks();

    /** Who reads what unexpected exceptions say. */
    default ErrorDisclosure errorDisclosure() {
        return ErrorDisclosure.TRUSTED;
    }

    Memory memory();

    /** Runs before the first request of a transport is dispatched; what it throws fails that request. */
    void serving(TransportKind transport);

    /**
     * The method that a route or a request's keys name.
     *
     * @throws VgiException {@code protocol_not_specified}, {@code protocol_not_supported} or
     *     {@code method_not_implemented}
     */
    Target target(@Nullable String protocol, String method);

    /** A method that this server hosts. */
    interface Target {
        ProtocolSummary protocol();

        MethodDescription description();

        /**
         * Checks the framing and protocol versions, row count, names, types and nulls of a request.
         *
         * @param request the request batch, which stays the caller's
         * @throws VgiException what is wrong with it: a rejection before dispatch
         */
        void check(Batch request);

        /**
         * Runs a unary method.
         *
         * @param request a checked request batch, which stays the caller's
         * @return the result batch, for the caller to close: one row, or none where the method returns nothing
         */
        Batch call(Batch request, Caller caller, LogSink logs);

        /** Opens a stream; {@code request} as for {@link #call}. No turn runs. */
        OpenStream open(Batch request, Caller caller, LogSink logs);

        /**
         * Opens again, on any process that hosts the method, the stream whose {@link OpenStream#callState()} this is.
         *
         * @throws VgiException where the state is not one of this method's
         */
        OpenStream reopen(byte[] callState, Caller caller);
    }

    /**
     * A stream as its method opened it: what is fixed for the life of the call. Thread-safe but for
     * {@link #takeHeader()}, so that an HTTP server may keep it between turns.
     */
    interface OpenStream extends AutoCloseable {
        /** The schema of inputs; no fields for a producer. */
        Schema input();

        Schema output();

        /** A stream without input columns is a producer. */
        default boolean isProducer() {
            return input().getFields().isEmpty();
        }

        /** The header, for the caller to close, once; null where the method declares none. */
        @Nullable
        Batch takeHeader();

        /** What {@link Target#reopen} needs, or an error that says why this stream cannot leave its connection. */
        byte[] callState();

        /** The stream at its first turn. */
        Turns start();

        /** The stream at the position that {@link Turns#state()} gave. */
        Turns at(byte[] state);

        @Override
        void close();
    }

    /** A stream at a position. Used by one thread at a time. */
    interface Turns extends AutoCloseable {
        /**
         * Runs one turn.
         *
         * @param input the input, cast to the input schema by this method where that loses nothing, or null for a
         *     producer; closed or passed on by this method
         * @param tick the metadata that rode on the input or tick, bookkeeping removed
         */
        Turn next(@Nullable Batch input, Metadata tick, Caller caller, LogSink logs);

        /** The position after the last turn, to go on from on any process that hosts the method. */
        byte[] state();

        /** Tells the method that the caller gave up. Errors are swallowed. */
        void cancel(Caller caller);

        @Override
        void close();
    }

    /**
     * The outcome of a turn.
     *
     * @param data the one data batch of the output schema, for the receiver to close; null only on the last turn of a
     *     producer
     * @param finished whether no turn follows
     */
    record Turn(@Nullable Batch data, boolean finished) {}
}
