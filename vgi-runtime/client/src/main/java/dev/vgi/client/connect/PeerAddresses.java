package dev.vgi.client.connect;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.net.HttpAddress;
import dev.vgi.net.PeerPolicy;
import dev.vgi.net.PeerPolicy.Own;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportProvider.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads and checks addresses that a worker has named, as against those that the user has given: they may only lead to
 * workers that listen, and the user's credentials stay with the origins (scheme, host and port) that the user named.
 *
 * @param own what the user has given
 * @param rules what the user allows beyond that
 */
public record PeerAddresses(List<Address> own, PeerRules rules) {
    /**
     * Parses what a worker has named: one address, or several separated by commas.
     *
     * @throws VgiException PERMISSION_DENIED for an address that only the user may give, INVALID_ARGUMENT for text that
     *     is not an address
     */
    public List<Address> parseAll(String named) {
        List<Address> addresses = Address.parseAll(named);
        boolean takesSockets = leadTo(own, Target.SOCKET);
        for (Address address : addresses) {
            if (address.provider().target() != Target.NETWORK
                    && !(takesSockets && address.scheme().equals("unix"))) {
                throw VgiException.builder(
                                Code.PERMISSION_DENIED,
                                "the worker named the address '" + address + "', expected http:, https: or tcp:"
                                        + (takesSockets ? ", or unix:" : "")
                                        + ". What else an address may be is for the user alone to say, whatever schemes"
                                        + " are allowed")
                        .kind(ErrorKind.PEER_ADDRESS_REFUSED)
                        .build();
            }
        }
        return addresses;
    }

    /** Returns whether an address gets the user's credentials, which only HTTP sends. */
    boolean keepsCredentials(Address named) {
        if (!named.scheme().startsWith("http")) {
            return false;
        }
        Set<String> origins = new HashSet<>();
        own.stream()
                .filter(address -> address.scheme().startsWith("http"))
                .forEach(address -> origins.add(origin(address.text())));
        rules.credentialOrigins().stream()
                .filter(entry -> entry.startsWith("http"))
                .forEach(entry -> origins.add(origin(entry)));
        return origins.contains(origin(named.text()));
    }

    private static String origin(String url) {
        return HttpAddress.parse(url).origin().toLowerCase(Locale.ROOT);
    }

    /** Returns the policy for the addresses of named workers. */
    PeerPolicy policy() {
        Set<String> hosts =
                own.stream().flatMap(address -> address.host().stream()).collect(Collectors.toSet());
        Set<String> allowed = new HashSet<>(rules.allowedHosts());
        rules.credentialOrigins().forEach(entry -> allowed.add(withPort(entry)));
        return new PeerPolicy(hosts, ownReach(), allowed);
    }

    private Own ownReach() {
        if (leadTo(own, Target.CODE)) {
            return Own.CODE;
        }
        return leadTo(own, Target.SOCKET) ? Own.SOCKETS : Own.ELSEWHERE;
    }

    private static boolean leadTo(List<Address> addresses, Target target) {
        return addresses.stream().anyMatch(address -> address.provider().target() == target);
    }

    /** Adds the scheme's default port to an origin that names no port. */
    private static String withPort(String entry) {
        return entry.matches(".*:\\d+") ? entry : entry + (entry.startsWith("https:") ? ":443" : ":80");
    }
}
