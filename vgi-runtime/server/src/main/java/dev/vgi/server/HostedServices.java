package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.ErrorDisclosure;
import dev.vgi.protocol.ProtocolName;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ReflectionFormat;
import dev.vgi.protocol.TransportKind;
import dev.vgi.service.ServeListener;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of one server: a sealed set, in the order of their registration. */
final class HostedServices implements Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(HostedServices.class);
    private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    private final String serverId;
    private final boolean tracebacks;
    private final ErrorDisclosure errorDisclosure;
    private final Memory memory;
    private final Map<String, BoundService> services = new LinkedHashMap<>();
    private volatile Set<TransportKind> served = Set.of();

    HostedServices(
            String serverId,
            boolean tracebacks,
            ErrorDisclosure errorDisclosure,
            Memory memory,
            List<BoundService> services) {
        this.errorDisclosure = errorDisclosure;
        this.serverId = serverId;
        this.tracebacks = tracebacks;
        this.memory = memory;
        services.forEach(service -> this.services.put(service.name(), service));
    }

    @Override
    public String serverId() {
        return serverId;
    }

    @Override
    public String primaryProtocol() {
        return services.keySet().stream()
                .filter(name -> !name.startsWith(ProtocolSummary.RESERVED_PREFIX))
                .findFirst()
                .orElse("");
    }

    @Override
    public boolean sendsTracebacks() {
        return tracebacks;
    }

    @Override
    public ErrorDisclosure errorDisclosure() {
        return errorDisclosure;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public void serving(TransportKind transport) {
        if (!served.contains(transport)) {
            announce(transport);
        }
    }

    private synchronized void announce(TransportKind transport) {
        if (served.contains(transport)) {
            return;
        }
        Set<Object> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (BoundService service : services.values()) {
            if (service.implementation() instanceof ServeListener listener && told.add(listener)) {
                tell(listener, service, transport);
            }
        }
        Set<TransportKind> more = EnumSet.of(transport);
        more.addAll(served);
        served = more;
    }

    private static void tell(ServeListener listener, BoundService service, TransportKind transport) {
        try {
            listener.serving(transport);
        } catch (Throwable e) {
            LOG.error("{} refuses to be served over {}", service.name(), transport.wireName(), e);
            throw RpcErrors.raised(e);
        }
    }

    @Override
    public BoundMethod target(@Nullable String protocol, String method) {
        boolean named = METHOD.matcher(method).matches();
        if (named && method.startsWith("__") && method.endsWith("__")) {
            throw RpcErrors.methodNotImplemented("this server has no reserved method '" + method
                    + "'; what it hosts is told by the protocol " + ReflectionFormat.PROTOCOL);
        }
        BoundService service = service(protocol);
        BoundMethod target = service.method(method);
        if (target == null) {
            throw RpcErrors.methodNotImplemented("protocol '" + service.name() + "' has no method"
                    + (named ? " '" + method + "'" : " of this name") + "; it has " + service.methods());
        }
        return target;
    }

    private BoundService service(@Nullable String protocol) {
        if (protocol == null || protocol.isEmpty()) {
            throw RpcErrors.protocolNotSpecified(services.keySet());
        }
        boolean named = ProtocolName.isValid(protocol);
        BoundService service = named ? services.get(protocol) : null;
        if (service == null) {
            throw RpcErrors.protocolNotSupported(named ? ", '" + protocol + "'" : "", services.keySet());
        }
        return service;
    }

    /** @throws VgiException where two services have one name */
    static void requireDistinct(List<BoundService> services) {
        var names = new HashSet<String>();
        for (BoundService service : services) {
            if (!names.add(service.name())) {
                throw VgiException.invalidArgument(
                        "found two services of the name '" + service.name() + "', expected one of each name");
            }
        }
    }
}
