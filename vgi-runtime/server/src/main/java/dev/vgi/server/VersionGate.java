package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** Refuses requests of another framing, or of an incompatible version of their protocol (specification, section 13). */
final class VersionGate {
    private final String protocol;
    private final @Nullable ProtocolVersion version;

    private VersionGate(String protocol, @Nullable ProtocolVersion version) {
        this.protocol = protocol;
        this.version = version;
    }

    /** The gate of a protocol, open to all versions where it declares none. */
    static VersionGate of(ProtocolSummary protocol) {
        return new VersionGate(protocol.name(), ProtocolVersion.parse(protocol.version()));
    }

    /** @throws VgiException {@code VersionError} or {@code ProtocolVersionError} */
    void check(Metadata request) {
        String framing = request.get(Keys.REQUEST_VERSION);
        if (framing == null) {
            throw RpcErrors.requestVersion("the request carries no vgi_rpc.request_version, expected " + Keys.VERSION);
        }
        if (!framing.equals(Keys.VERSION)) {
            throw RpcErrors.requestVersion("found another vgi_rpc.request_version, expected " + Keys.VERSION);
        }
        if (version != null) {
            checkProtocol(request.get(Keys.PROTOCOL_VERSION), version);
        }
    }

    private void checkProtocol(@Nullable String sent, ProtocolVersion version) {
        if (sent == null) {
            throw mismatch(
                    "declares none (vgi_rpc.protocol_version)", "let the client declare the version it was built for");
        }
        ProtocolVersion client = ProtocolVersion.parse(sent);
        if (client == null) {
            throw mismatch("declares one that is not MAJOR.MINOR.PATCH", "correct what the client declares");
        }
        if (!client.isCompatibleWith(version)) {
            throw mismatch(
                    "declares " + client, client.compareTo(version) < 0 ? "upgrade the client" : "upgrade the server");
        }
    }

    private VgiException mismatch(String client, String remedy) {
        return RpcErrors.protocolVersion(
                protocol,
                "the version of protocol '" + protocol + "' does not match: the client " + client + ", the server has "
                        + version + ", and major and minor must be equal; " + remedy);
    }
}
