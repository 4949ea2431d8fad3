package dev.vgi.client.connect;

import dev.vgi.ClientOption;
import dev.vgi.net.PeerPolicy;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/**
 * What holds for workers that a worker names, in a form that travels between processes.
 *
 * @param credentialOrigins the origins that get the user's credentials besides those that he gave:
 *     {@code scheme://host[:port]}; without a port the scheme's own
 * @param allowedHosts the servers that may be named, whatever their address: {@code scheme://host[:port]}; without a
 *     port any
 * @param given the addresses of single splits that the user gave, which are no peer's
 */
public record PeerRules(Set<String> credentialOrigins, Set<String> allowedHosts, Set<String> given)
        implements Serializable {
    /** Credentials for the user's own addresses alone, and no further hosts. */
    public static final PeerRules DEFAULT = new PeerRules(Set.of(), Set.of());

    /** @throws dev.vgi.VgiException INVALID_ARGUMENT for an entry that names no server */
    public PeerRules {
        credentialOrigins = PeerPolicy.entries(ClientOption.CREDENTIAL_ORIGINS, credentialOrigins);
        allowedHosts = PeerPolicy.entries(ClientOption.PEER_HOSTS, allowedHosts);
        given = Set.copyOf(given);
    }

    public PeerRules(Set<String> credentialOrigins, Set<String> allowedHosts) {
        this(credentialOrigins, allowedHosts, Set.of());
    }

    /** With these addresses of splits as the user's own. */
    public PeerRules withGiven(Set<String> addresses) {
        Set<String> all = new HashSet<>(given);
        all.addAll(addresses);
        return new PeerRules(credentialOrigins, allowedHosts, all);
    }
}
