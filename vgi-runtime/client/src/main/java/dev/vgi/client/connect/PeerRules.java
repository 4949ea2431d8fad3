package dev.vgi.client.connect;

import dev.vgi.ClientOption;
import dev.vgi.net.PeerPolicy;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/**
 * Holds the rules for workers that a worker names, in a form that can be sent between processes.
 *
 * @param credentialOrigins the origins that get the user's credentials besides those that the user gave:
 *     {@code scheme://host[:port]}; without a port the scheme's own
 * @param allowedHosts the servers that may be named, whatever their address: {@code scheme://host[:port]}; without a
 *     port any
 * @param given the addresses of single splits that the user gave, not a peer
 */
public record PeerRules(Set<String> credentialOrigins, Set<String> allowedHosts, Set<String> given)
        implements Serializable {
    /** Credentials for the user's own addresses alone, and no further hosts. */
    public static final PeerRules DEFAULT = new PeerRules(Set.of(), Set.of());

    /** @throws dev.vgi.VgiException INVALID_ARGUMENT for an entry that does not name a server */
    public PeerRules {
        credentialOrigins = PeerPolicy.entries(ClientOption.CREDENTIAL_ORIGINS, credentialOrigins);
        allowedHosts = PeerPolicy.entries(ClientOption.PEER_HOSTS, allowedHosts);
        given = Set.copyOf(given);
    }

    public PeerRules(Set<String> credentialOrigins, Set<String> allowedHosts) {
        this(credentialOrigins, allowedHosts, Set.of());
    }

    /** Returns these rules with the given addresses of splits added to the user's own. */
    public PeerRules withGiven(Set<String> addresses) {
        Set<String> all = new HashSet<>(given);
        all.addAll(addresses);
        return new PeerRules(credentialOrigins, allowedHosts, all);
    }
}
