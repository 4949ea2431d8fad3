package dev.vgi.client;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.Request;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.ResultCodec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Implements the methods of an interface by calls of a worker's methods. Thread-safe. */
final class ProxyHandler implements InvocationHandler {
    private final ServiceInterface service;
    private final ClientTransport transport;
    private final Memory memory;
    private final CallOptions options;
    private final Metadata metadata;
    private final Map<Method, ServiceMethod> methods = new HashMap<>();

    ProxyHandler(ServiceInterface service, ClientTransport transport, Memory memory, CallOptions options) {
        this.service = service;
        this.transport = transport;
        this.memory = memory;
        this.options = options;
        this.metadata =
                service.version().isEmpty() ? Metadata.EMPTY : Metadata.of(Keys.PROTOCOL_VERSION, service.version());
        service.methods().forEach(method -> methods.put(method.java(), method));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] values = arguments == null ? new @Nullable Object[0] : arguments;
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == values[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> service.name() + " at " + transport.address();
            };
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, values);
        }
        return call(Objects.requireNonNull(methods.get(method)), values);
    }

    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    private @Nullable Object call(ServiceMethod method, @Nullable Object[] arguments) {
        String name = service.name() + "/" + method.description().name();
        MemoryScope scope = memory.scope(name, options.allocatorBytes());
        Request request;
        try {
            request = new Request(
                    service.name(),
                    method.description().name(),
                    method.parameters().encode(arguments, scope.allocator()),
                    metadata,
                    method.description().idempotency(),
                    options);
        } catch (Throwable e) {
            scope.close();
            throw e;
        }
        HasHeader header = method.header() == null ? HasHeader.NO : HasHeader.YES;
        if (!method.description().kind().isStream()) {
            try (scope;
                    Batch row = request.parameters()) {
                return result(Objects.requireNonNull(method.result()), request);
            }
        }
        if (method.description().kind() == MethodKind.PRODUCER) {
            try (scope;
                    Batch row = request.parameters()) {
                return new TypedProducer(method, transport.produce(request, header));
            }
        }
        try (Batch row = request.parameters()) {
            return TypedExchange.open(method, transport, request, header, scope);
        }
    }

    private @Nullable Object result(ResultCodec codec, Request request) {
        try (Batch answer = transport.call(request)) {
            return codec.decode(answer);
        }
    }
}
