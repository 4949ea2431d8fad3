package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.ErrorDetail;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.seal.SessionTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sticky sessions of one server. Thread-safe; each session is used by one request at a time. */
final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long SWEEP_SECONDS = 1;
    private static final long PATIENCE_SECONDS = 5;

    private final StickyConfig config;
    private final SessionTokens tokens;
    private final Clock clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper;
    private volatile boolean draining;

    Sessions(StickyConfig config, SessionTokens tokens, Clock clock) {
        this.config = config;
        this.tokens = tokens;
        this.clock = clock;
        this.sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "vgi-http-sessions");
            thread.setDaemon(true);
            return thread;
        });
        var unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    StickyConfig config() {
        return config;
    }

    /** A session, while its lock is held by whoever uses it. */
    static final class Session {
        private final String id;
        private final Object state;
        private final Principal owner;
        private final long expires;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean closed;

        private Session(String id, Object state, Principal owner, long expires) {
            this.id = id;
            this.state = state;
            this.owner = owner;
            this.expires = expires;
        }

        String id() {
            return id;
        }

        Object state() {
            return state;
        }
    }

    /** A session that was just opened, and the token that finds it again. */
    record Opened(Session session, String token) {}

    /**
     * The session of a token, locked for the calling thread; it waits for the request that uses it now, up to
     * {@link StickyConfig.Builder#waitTimeout}.
     *
     * @throws VgiException {@code session_lost}, whatever the reason is; {@code session_busy} after waiting in vain
     */
    Session acquire(String token, Principal principal) {
        String id = tokens.open(token, principal);
        Session session = id == null ? null : sessions.get(id);
        if (session == null || !isOf(session, principal)) {
            throw lost();
        }
        lock(session);
        if (!session.closed && !isExpired(session)) {
            return session;
        }
        try {
            close(session);
        } finally {
            session.lock.unlock();
        }
        throw lost();
    }

    private void lock(Session session) {
        try {
            if (session.lock.tryLock(config.waitTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted while another call uses the sticky session", e);
        }
        throw VgiException.builder(
                        Code.UNAVAILABLE,
                        "another call used the sticky session for longer than " + Durations.text(config.waitTimeout)
                                + " (waitTimeout), so this one did not run. Calls of one session run one after the other")
                .kind(ErrorKind.SESSION_BUSY)
                .detail(ErrorDetail.retryInfo(Duration.ofSeconds(1)))
                .remote("SessionBusyError", "")
                .build();
    }

    void release(Session session) {
        session.lock.unlock();
    }

    /** A new session, locked for the calling thread. */
    Opened open(Object state, @Nullable Duration lifetime, Principal principal) {
        if (draining) {
            throw VgiException.builder(
                            Code.UNAVAILABLE,
                            "this server is about to stop and opens no session; try another, or later")
                    .kind(ErrorKind.SERVER_DRAINING)
                    .detail(ErrorDetail.retryInfo(Duration.ofSeconds(1)))
                    .remote("ServerDrainingError", "")
                    .build();
        }
        if (sessions.size() >= config.maxSessions) {
            throw VgiException.resourceExhausted(
                    "this server has " + sessions.size() + " sticky sessions, which is all it takes (maxSessions)");
        }
        long seconds = (lifetime == null ? config.lifetime : lifetime).toSeconds();
        String id = tokens.newId();
        var session = new Session(
                id, state, new Principal(principal.domain(), principal.name()), clock.millis() + 1000 * seconds);
        session.lock.lock();
        sessions.put(id, session);
        return new Opened(session, tokens.seal(id, seconds, principal));
    }

    /** Closes a session whose lock is held. */
    void close(Session session) {
        if (session.closed) {
            return;
        }
        session.closed = true;
        sessions.remove(session.id);
        if (session.state instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("what session {} held failed to close", session.id, e);
            }
        }
    }

    /** Whether new sessions are refused; those that are open go on. */
    void drain(boolean value) {
        draining = value;
    }

    int count() {
        return sessions.size();
    }

    @Override
    public void close() {
        draining = true;
        sweeper.shutdownNow();
        closeAll(new ArrayList<>(sessions.values()), PATIENCE_SECONDS);
    }

    private void sweep() {
        var expired = new ArrayList<Session>();
        for (Session session : sessions.values()) {
            if (isExpired(session)) {
                expired.add(session);
            }
        }
        closeAll(expired, 0);
    }

    /** Closes those that no request uses, or soon uses no more. */
    private void closeAll(List<Session> each, long patienceSeconds) {
        for (Session session : each) {
            try {
                if (session.lock.tryLock(patienceSeconds, TimeUnit.SECONDS)) {
                    try {
                        close(session);
                    } finally {
                        session.lock.unlock();
                    }
                } else if (patienceSeconds > 0) {
                    LOG.warn("session {} is still in use, and was not closed", session.id);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isExpired(Session session) {
        return clock.millis() >= session.expires;
    }

    private static boolean isOf(Session session, Principal principal) {
        return session.owner.domain().equals(principal.domain())
                && session.owner.name().equals(principal.name());
    }

    /** The same for a token that was forged, is another's, or whose session is over. */
    private static VgiException lost() {
        return VgiException.builder(
                        Code.ABORTED, "the sticky session is not here: it ended, or is another server's or caller's")
                .kind(ErrorKind.SESSION_LOST)
                .remote("SessionLostError", "")
                .build();
    }
}
