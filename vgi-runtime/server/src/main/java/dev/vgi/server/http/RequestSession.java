package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.StickySession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The session of one request, which others of the same session wait for. Used by the request's thread. */
final class RequestSession implements StickySession {
    private final Sessions sessions;
    private final Principal principal;
    private final boolean accepts;
    private Sessions.@Nullable Session held;
    private Sessions.@Nullable Session bound;
    private String id = "";
    private Action action = Action.NONE;
    private @Nullable String token;

    private RequestSession(Sessions sessions, Principal principal, boolean accepts) {
        this.sessions = sessions;
        this.principal = principal;
        this.accepts = accepts;
    }

    /** @throws VgiException {@code session_lost} where the request names a session that is not here */
    static RequestSession of(ServerRequest request, Sessions sessions, Principal principal) {
        var session = new RequestSession(
                sessions,
                principal,
                request.header("vgi-session-accept").strip().equalsIgnoreCase("true"));
        String token = request.headers().get("vgi-session");
        if (token != null) {
            session.bind(sessions.acquire(token, principal));
            session.action = Action.RESUME;
        }
        return session;
    }

    private void bind(Sessions.Session session) {
        held = session;
        bound = session;
        id = session.id();
    }

    /** The answer with what its client has to know of the session. */
    ServerResponse stamped(ServerResponse reply) {
        ServerResponse stamped = reply;
        if (token != null) {
            stamped = stamped.with(HttpHeaders.SESSION, token);
            for (var echo : sessions.config().echoHeaders.entrySet()) {
                stamped = stamped.with(HttpHeaders.ECHO_PREFIX + echo.getKey(), echo.getValue());
            }
        }
        return action == Action.CLOSE ? stamped.with(HttpHeaders.SESSION_CLOSE, "true") : stamped;
    }

    @Override
    public boolean isOpen() {
        return bound != null;
    }

    @Override
    public <T> T get(Class<T> type) {
        if (bound == null) {
            throw misuse("this request has no sticky session; a call before it opens one");
        }
        if (!type.isInstance(bound.state())) {
            throw misuse("the sticky session holds a "
                    + bound.state().getClass().getName() + ", expected a " + type.getName());
        }
        return type.cast(bound.state());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Action action() {
        return action;
    }

    @Override
    public void open(Object state) {
        opened(state, null);
    }

    @Override
    public void open(Object state, Duration lifetime) {
        opened(state, Preconditions.seconds("the lifetime of a sticky session", lifetime, 1));
    }

    private void opened(Object state, @Nullable Duration lifetime) {
        if (!accepts) {
            throw misuse("the client did not ask for sticky sessions: VGI-Session-Accept: true is missing");
        }
        if (held != null) {
            throw misuse("this request has a sticky session already, expected at most one");
        }
        Sessions.Opened opened = sessions.open(state, lifetime, principal);
        bind(opened.session());
        token = opened.token();
        action = Action.OPEN;
    }

    @Override
    public void close() {
        if (bound != null) {
            sessions.close(bound);
            bound = null;
            token = null;
            action = Action.CLOSE;
        }
    }

    /** Lets the session's next request go on. */
    void release() {
        if (held != null) {
            sessions.release(held);
            held = null;
        }
    }

    private static VgiException misuse(String message) {
        return VgiException.builder(Code.FAILED_PRECONDITION, message)
                .remote("RuntimeError", "")
                .build();
    }
}
