package dev.vgi.client;

import dev.vgi.arrow.Memory;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.SessionTransport;
import dev.vgi.service.ServiceInterface;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

/**
 * Represents calls that may share a sticky session: an object that one of them leaves in the worker's process for the
 * others, such as an open cursor. The worker's method opens it; closing this ends it there.
 *
 * <pre>{@code
 * try (Session session = client.session()) {
 *     Queries queries = session.proxy(Queries.class);
 *     queries.open("SELECT ...");           // the worker keeps a cursor
 *     queries.fetch(100);                   // and goes on with it
 * }
 * }</pre>
 *
 * <p>Only HTTP workers have sessions. They run the calls of one after the other. A session that is lost, with its
 * worker or by its age, is an error of kind {@code session_lost} at the next call, which is not sent again.
 * Thread-safe.
 */
public final class Session implements AutoCloseable {
    private final SessionTransport transport;
    private final Memory memory;
    private final CallOptions options;
    private final ReflectionClient reflection;

    Session(SessionTransport transport, Memory memory, CallOptions options, ReflectionClient reflection) {
        this.transport = transport;
        this.memory = memory;
        this.options = options;
        this.reflection = reflection;
    }

    /** Returns a proxy as {@link Client#proxy} does, for calls of this session. */
    public <P> P proxy(Class<P> type) {
        var handler = new ProxyHandler(ServiceInterface.of(type), transport, memory, options);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Returns a method as {@link Client#method} does, for calls of this session. */
    public Method method(String name) {
        return Method.of(name, transport, memory, options, reflection);
    }

    /**
     * Returns the token that finds the session again, which is a credential; empty where no call has opened a session.
     */
    public Optional<String> token() {
        return Optional.ofNullable(transport.token());
    }

    /** Returns the headers that route each call to the session's worker, by name; empty where it has none. */
    public Map<String, String> echoHeaders() {
        return transport.echoHeaders();
    }

    /** Leaves the session open at the worker for whoever has its token: closing this then does not end it. */
    public Optional<String> detach() {
        Optional<String> token = token();
        transport.detach();
        return token;
    }

    /** Ends the session, where one is open. A worker that cannot be reached ends it by its age. */
    @Override
    public void close() {
        transport.close();
    }
}
