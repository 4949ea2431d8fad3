package dev.vgi;

/**
 * Names the kinds of errors that this library raises or acts on. A kind is the reason behind a {@link Code}: programs
 * tell errors apart by it. The set is open, so that services have kinds of their own. The reasons for which an HTTP
 * server turns callers away are kinds as well; the server's {@code AuthReason} has them.
 */
public final class ErrorKind {
    /**
     * The request has certainly not reached a worker: no connection, or an unused one that had ended. Raised by
     * clients. Clients try other addresses; sending it again is always safe.
     */
    public static final String WORKER_NOT_REACHED = "worker_not_reached";

    /**
     * A worker refuses a connection, as it has as many as it serves at once. Raised by servers of byte streams, before
     * the method runs. Retry after the delay that the error carries; our clients do so by themselves.
     */
    public static final String TOO_MANY_CONNECTIONS = "too_many_connections";

    /**
     * A worker does not take a stream's tokens over HTTP: they are too old, or were sealed with the key of another
     * process. The method has not run. Open a new stream; retrying the same request never helps.
     */
    public static final String STREAM_TOKEN_REFUSED = "stream_token_refused";

    /**
     * A value cannot be held by the type of its column. Raised by servers for one value of an exchange's input, which
     * the method has not seen, and by connectors for values that they send or read. Change the data; a retry never
     * helps.
     */
    public static final String VALUE_DOES_NOT_FIT = "value_does_not_fit";

    /**
     * A stream's header was handed out as its first batch, as nothing told that the stream has one. Raised by clients.
     * Set the option that the error names; a retry never helps.
     */
    public static final String HEADER_TAKEN_FOR_ROWS = "header_taken_for_rows";

    /**
     * The protocol has no such method. Raised by servers, and by clients that know it from reflection. A retry never
     * helps.
     */
    public static final String METHOD_NOT_IMPLEMENTED = "method_not_implemented";

    /**
     * Several protocols of the worker have a method of this name. Raised by clients. Give the protocol's name as well.
     */
    public static final String METHOD_AMBIGUOUS = "method_ambiguous";

    /**
     * The worker does not host the protocol. Raised by servers, and by clients that know it from reflection. A retry
     * never helps.
     */
    public static final String PROTOCOL_NOT_SUPPORTED = "protocol_not_supported";

    /** The request names no protocol, and the worker hosts several. Raised by servers. A retry never helps. */
    public static final String PROTOCOL_NOT_SPECIFIED = "protocol_not_specified";

    /**
     * The caller was written for another version of the protocol than the worker has. Raised by servers. Deploy fitting
     * versions; a retry never helps.
     */
    public static final String PROTOCOL_VERSION_MISMATCH = "protocol_version_mismatch";

    /**
     * A stream has other columns than those that the job was planned with. Raised by connectors. Plan the job again.
     */
    public static final String SCHEMA_CHANGED = "schema_changed";

    /**
     * A restored split cannot go on where it was. Raised by the Flink connector. Choose an expiry policy, or restart
     * the job without its state.
     */
    public static final String POSITION_LOST = "position_lost";

    /**
     * A batch does not fit into the memory that its stream may use. Raised on either side. Raise the limit that the
     * error names, or have smaller batches sent.
     */
    public static final String MEMORY_EXHAUSTED = "memory_exhausted";

    /**
     * A store refuses the URL of an externalized batch, which has most likely expired. Raised by clients. Over HTTP
     * clients ask the worker again by themselves; otherwise the stream has to be read anew.
     */
    public static final String EXTERNAL_URL_EXPIRED = "external_url_expired";

    /**
     * The URL of an externalized batch, or one that it redirects to, is not among those that may be fetched. Raised by
     * clients. Allow the store if it is yours; a retry never helps.
     */
    public static final String URL_REFUSED = "url_refused";

    /**
     * An address that a worker named is none that a worker may name. Raised by clients. Allow the host if it is yours;
     * a retry never helps.
     */
    public static final String PEER_ADDRESS_REFUSED = "peer_address_refused";

    /**
     * The sticky session is not there: it has expired, was closed, or lived in another process. Raised by servers. Open
     * a new session.
     */
    public static final String SESSION_LOST = "session_lost";

    /** Another call of the same session has run for longer than a call waits. Raised by servers. Retry later. */
    public static final String SESSION_BUSY = "session_busy";

    /** The server opens no new sessions, as it is about to stop. Raised by servers. Retry at another worker. */
    public static final String SERVER_DRAINING = "server_draining";

    /**
     * The server cannot find out now whom a credential belongs to. Raised by servers. Retry after the delay that the
     * error carries.
     */
    public static final String IDENTITY_UNAVAILABLE = "identity_unavailable";

    /** The caller may not ask whom a credential belongs to. Raised by servers. A retry never helps. */
    public static final String INTROSPECTION_REFUSED = "introspection_refused";

    /** The caller has signed in too long ago to have a credential made. Raised by servers. Sign in again. */
    public static final String STALE_AUTH = "stale_auth";

    /** Nobody is known by a credential. Raised by servers. A retry never helps. */
    public static final String TOKEN_UNRESOLVED = "token_unresolved";

    /** A credential cannot be made as it was asked for. Raised by servers. A retry never helps. */
    public static final String GRANT_REFUSED = "grant_refused";

    private ErrorKind() {}
}
