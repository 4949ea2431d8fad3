package dev.vgi.server;

import dev.vgi.protocol.ProtocolList;
import dev.vgi.protocol.ReflectionFormat;
import dev.vgi.protocol.ServiceDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/** Answers from what was encoded when the server was built. */
final class ReflectionService implements ReflectionProtocol {
    private final byte[] protocols;
    private final Map<String, byte[]> descriptions = new LinkedHashMap<>();

    /** @param hosted all services, this one included */
    ReflectionService(
            String serverId, String serverVersion, List<ServiceDescription> hosted, BufferAllocator allocator) {
        protocols = ReflectionFormat.encode(
                new ProtocolList(
                        serverId,
                        serverVersion,
                        hosted.stream().map(ServiceDescription::summary).toList()),
                allocator);
        for (ServiceDescription service : hosted) {
            descriptions.put(service.summary().name(), ReflectionFormat.encode(service, allocator));
        }
    }

    @Override
    public byte[] listProtocols() {
        return protocols;
    }

    @Override
    public byte[] describe(String protocol) {
        byte[] description = descriptions.get(protocol);
        if (description == null) {
            throw RpcErrors.protocolNotSupported("", descriptions.keySet());
        }
        return description;
    }
}
