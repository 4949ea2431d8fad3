package dev.vgi.client;

import dev.vgi.arrow.Memory;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ProtocolList;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.service.ServiceInterface;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Represents a client of one worker. Thread-safe: each call and stream takes a connection of its own. Close it after
 * the streams that were opened with it; batches may outlive it as long as its {@link Memory} does.
 */
public final class Client implements AutoCloseable {
    private final ClientTransport transport;
    private final Memory memory;
    private final CallOptions options;
    private final ReflectionClient reflection;
    private final Runnable onClose;

    /**
     * Creates a client over a transport, of which it takes ownership. {@code dev.vgi.client.connect.Vgi} makes one from
     * an address.
     *
     * @param memory what the client builds requests in; it stays the caller's
     * @param options how calls are made unless said otherwise
     * @param onClose runs after the transport was closed
     */
    public Client(ClientTransport transport, Memory memory, CallOptions options, Runnable onClose) {
        this(transport, memory, options, List.of(), onClose);
    }

    /** Creates a client as the other constructor does, with interceptors around its calls. */
    public Client(
            ClientTransport transport,
            Memory memory,
            CallOptions options,
            List<ClientInterceptor> interceptors,
            Runnable onClose) {
        this.transport = interceptors.isEmpty() ? transport : new ObservedTransport(transport, interceptors);
        this.memory = memory;
        this.options = options;
        this.onClose = onClose;
        this.reflection = new ReflectionClient(this.transport, memory, options);
    }

    /** Returns the worker's address without credentials. */
    public String address() {
        return transport.address();
    }

    /**
     * Returns a proxy that calls the methods of a service interface.
     *
     * @throws dev.vgi.VgiException INVALID_ARGUMENT where the interface describes no service
     */
    public <P> P proxy(Class<P> type) {
        var handler = new ProxyHandler(ServiceInterface.of(type), transport, memory, options);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /**
     * Returns a method by its name.
     *
     * @param name {@code Protocol/method}; or the method alone where the worker offers reflection and exactly one of
     *     its application protocols has it
     */
    public Method method(String name) {
        return Method.of(name, transport, memory, options, reflection);
    }

    /**
     * Creates a scope of calls that may share a sticky session, which none of them has opened yet. Close it before the
     * client.
     */
    public Session session() {
        return new Session(transport.session(null), memory, options, reflection);
    }

    /**
     * Returns a scope of calls in the sticky session with this token, which {@link Session#detach()} returned.
     *
     * @throws dev.vgi.VgiException UNIMPLEMENTED where the worker is not reached over HTTP
     */
    public Session session(String token) {
        return new Session(transport.session(token), memory, options, reflection);
    }

    /**
     * Returns the transport that carries requests, for a caller that has them encoded already. The client keeps
     * ownership of it.
     */
    public ClientTransport transport() {
        return transport;
    }

    /** Returns the protocols that the worker hosts. Asks the worker once. */
    public ProtocolList protocols() {
        return reflection.protocols();
    }

    /** Returns the methods of a protocol. Asks the worker once for each protocol. */
    public ServiceDescription describe(String protocol) {
        return reflection.describe(protocol);
    }

    @Override
    public void close() {
        try {
            transport.close();
        } finally {
            onClose.run();
        }
    }

    @Override
    public String toString() {
        return "Client of " + address();
    }
}
