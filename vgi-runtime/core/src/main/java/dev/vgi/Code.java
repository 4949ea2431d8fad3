package dev.vgi;

/**
 * The canonical codes of the protocol's error model, which are gRPC's sixteen without {@code OK}. The wire carries the
 * constant's name. Each says what it means here, who raises it, and whether a retry helps.
 */
public enum Code {
    /**
     * The call was given up before it ended: its thread was interrupted, its stream or its client was closed by another
     * thread, or the worker says so. Raised by clients, rarely by methods. Engines cancel tasks in this way; do not
     * retry.
     */
    CANCELLED,

    /**
     * Nothing tells what went wrong. Most exceptions of Python workers have this code, as they name none, and so has an
     * HTTP status that has no meaning here. The message, the remote type and the traceback say more. Not retried by
     * itself, as the method may have run.
     */
    UNKNOWN,

    /**
     * The caller asked for something that cannot be, whatever the state of the worker: an option or an argument with a
     * wrong name, type or value, a malformed address, columns that the method does not take. Raised on both sides. A
     * retry never helps.
     */
    INVALID_ARGUMENT,

    /**
     * Something took longer than it may: connecting, the worker's next byte, fetching an object, a proxy's own time
     * limit. Raised by clients, and by workers whose method says so. The method may still run, so nothing is sent again
     * by itself except where no connection came about.
     */
    DEADLINE_EXCEEDED,

    /**
     * What was asked for does not exist: a path of an HTTP server, a method by its name alone, an object or a bucket of
     * a store, or what a method looks for. A retry never helps.
     */
    NOT_FOUND,

    /**
     * What was to be made exists. Raised by methods; this library raises it for the path of a socket that is in use. A
     * retry never helps.
     */
    ALREADY_EXISTS,

    /**
     * The caller is known and may not do this, or this side refuses to go where it was sent: an address scheme that the
     * cluster does not allow, a peer's address, the URL of a batch, a store's refusal. A retry never helps; the message
     * names the option that allows it.
     */
    PERMISSION_DENIED,

    /**
     * A limit was passed: memory, message size, connections, sessions, a store's or a proxy's quota. Raised on both
     * sides, with the option that sets the limit. Retryable only with a delay ({@link VgiException#retryDelay()}),
     * which those errors carry that pass by themselves.
     */
    RESOURCE_EXHAUSTED,

    /**
     * The call is right, and the state of things does not allow it: the worker's columns have changed since the job was
     * planned, a position is lost, a server is closed. A retry helps only after something was done about it.
     */
    FAILED_PRECONDITION,

    /**
     * The operation was broken off on purpose and may be repeated as a whole: an object kept changing while it was
     * fetched, a session's tokens are refused. Retry from the start, not the last step.
     */
    ABORTED,

    /**
     * A value lies outside what its place can represent, such as a timestamp beyond the engine's own range. Raised by
     * connectors for values that they read, and by methods. Change the data or the column's type; a retry never helps.
     */
    OUT_OF_RANGE,

    /**
     * The worker does not have this: the protocol, the method, reflection, a version, or an Arrow feature that neither
     * side can read. A retry never helps.
     */
    UNIMPLEMENTED,

    /**
     * A fault in the program that raised it: an invariant does not hold, memory or a file could not be freed. Please
     * report it where it is this library's. A retry rarely helps.
     */
    INTERNAL,

    /**
     * Nobody answers, or not any more: connection refused, a broken connection, a proxy without its worker, a worker
     * that stops. Always {@link VgiException#isRetryable() retryable}. What never reached a worker is sent again, or
     * elsewhere, by itself; what may have reached one only where its method is declared idempotent or the user says so.
     */
    UNAVAILABLE,

    /**
     * What came is not what was sent: a truncated or malformed message, a wrong digest, an answer without its end.
     * Raised by the reading side. A producer over HTTP goes on at its last position where it may; otherwise the task
     * fails and the engine reads again.
     */
    DATA_LOSS,

    /**
     * The caller is not known: no credential, a wrong one, or one that has expired; {@link VgiException#kind()} says
     * which. Raised by HTTP servers. Retry with another credential.
     */
    UNAUTHENTICATED;

    /** The code with this wire name; {@link #UNKNOWN} for any other string, as the specification's section 8 asks. */
    public static Code fromWire(String name) {
        for (Code code : values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return UNKNOWN;
    }
}
