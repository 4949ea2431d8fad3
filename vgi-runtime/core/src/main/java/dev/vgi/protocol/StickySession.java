package dev.vgi.protocol;

import java.time.Duration;

/**
 * The sticky session of one request: an object that a method leaves in this process for the same caller's next calls,
 * such as an open cursor or a loaded model. It lives until a method or the client closes it, or its lifetime is over;
 * where it is {@link AutoCloseable}, it is closed then. It is never stored: with the process it is gone, and the caller
 * is told so ({@code session_lost}).
 *
 * <p>Only HTTP has sessions, and only where the server offers and the client asks for them. The requests of one session
 * run one after the other, so the object need not be thread-safe.
 */
public interface StickySession {
    /** Of a transport that has no sessions. */
    StickySession NONE = new NoSession();

    /** What a request did with its session. */
    enum Action {
        /** There are no sessions here. */
        UNSUPPORTED,
        NONE,
        OPEN,
        RESUME,
        CLOSE
    }

    /** Whether the request has a session. */
    boolean isOpen();

    /**
     * What the session holds.
     *
     * @throws dev.vgi.VgiException FAILED_PRECONDITION where there is no session, or it holds something else
     */
    <T> T get(Class<T> type);

    /** 24 hex digits, for logs; empty where the request has touched no session. */
    String id();

    /** What the request did so far. */
    Action action();

    /** Opens a session for the server's usual lifetime; otherwise as {@link #open(Object, Duration)}. */
    void open(Object state);

    /**
     * Opens a session.
     *
     * @param lifetime from now on, in whole seconds, at least 1
     * @throws dev.vgi.VgiException FAILED_PRECONDITION where the transport has none, the caller did not ask for any, or
     *     one is open; UNAVAILABLE of kind {@code server_draining} where the server is about to stop;
     *     RESOURCE_EXHAUSTED where there are too many
     */
    void open(Object state, Duration lifetime);

    /** Closes the session and what it holds; nothing where there is none. */
    void close();
}
