package dev.vgi.server;

import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.ServiceMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An interface and the object that implements it. */
final class BoundService {
    private final ServiceDescription description;
    private final Object implementation;
    private final Map<String, BoundMethod> methods = new LinkedHashMap<>();

    BoundService(ServiceInterface service, Object implementation, CallMemory memory, Interceptors interceptors) {
        this.description = service.description();
        this.implementation = implementation;
        ProtocolSummary summary = description.summary();
        VersionGate gate = VersionGate.of(summary);
        for (ServiceMethod method : service.methods()) {
            methods.put(method.name(), new BoundMethod(summary, method, implementation, gate, memory, interceptors));
        }
    }

    String name() {
        return description.summary().name();
    }

    ServiceDescription description() {
        return description;
    }

    Object implementation() {
        return implementation;
    }

    Set<String> methods() {
        return methods.keySet();
    }

    @Nullable
    BoundMethod method(String name) {
        return methods.get(name);
    }
}
