package dev.vgi.protocol;

import java.util.List;

/**
 * What a server says of itself.
 *
 * @param serverId the process's identifier
 * @param serverVersion its build
 * @param protocols all hosted protocols, the framework's own included; the application's in the order of their
 *     registration
 */
public record ProtocolList(String serverId, String serverVersion, List<ProtocolSummary> protocols) {
    public ProtocolList {
        protocols = List.copyOf(protocols);
    }

    /** The protocols that the application defines, the primary first. */
    public List<ProtocolSummary> application() {
        return protocols.stream().filter(ProtocolSummary::isApplication).toList();
    }
}
