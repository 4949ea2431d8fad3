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
 * A client of one worker. Thread-safe: each call and stream takes a connection of its own. Close it after the streams
 * that were opened with it; batches may outlive it as long as its {@link Memory} does.
 */
public final class Client implements AutoCloseable {
    private final ClientTransport transport;
    private final Memory memory;
    private final CallOptions options;
    private final ReflectionClient reflection;
    private final Runnable onClose;

    /**
     * A client over a transport, which it takes over. {@code dev.vgi.client.connect.Vgi} makes one from an address.
     *
     * @param memory what the client builds requests in; it stays the caller's
     * @param options how calls are made unless said otherwise
     * @param onClose runs after the transport was closed
     */
    public Client(ClientTransport transport, Memory memory, CallOptions options, Runnable onClose) {
        this(transport, memory, options, List.of(), onClose);
    }

    /** As the other, with interceptors around its calls. */
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

    /** The worker's address without credentials. */
    public String address() {
        return transport.address();
    }

    /**
     * A service by its interface.
     *
     * @throws dev.vgi.VgiException INVALID_ARGUMENT where the interface describes no service
     */
    public <P> P proxy(Class<P> type) {
        var handler = new ProxyHandler(ServiceInterface.of(type), transport, memory, options);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /**
     * A method by its name.
     *
     * @param name {@code Protocol/method}; or the method alone where the worker offers reflection and exactly one of
     *     its application protocols has it
     */
    public Method method(String name) {
        return Method.of(name, transport, memory, options, reflection);
    }

    /** Calls that may share a sticky session, which none has opened yet. Close it before the client. */
    public Session session() {
        return new Session(transport.session(null), memory, options, reflection);
    }

    /**
     * Calls of the sticky session with this token, which {@link Session#detach()} gave.
     *
     * @throws dev.vgi.VgiException UNIMPLEMENTED where the worker is not reached over HTTP
     */
    public Session session(String token) {
        return new Session(transport.session(token), memory, options, reflection);
    }

    /** How requests travel: for a caller that has them encoded already. It stays the client's. */
    public ClientTransport transport() {
        return transport;
    }

    /** What the worker hosts. Asked once. */
    public ProtocolList protocols() {
        return reflection.protocols();
    }

    /** The methods of a protocol. Asked once for each. */
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
