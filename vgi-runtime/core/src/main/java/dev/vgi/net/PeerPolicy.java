package dev.vgi.net;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which workers a process may be sent to by an address that another worker named: those with a public address, and
 * those that can be reached from where the user's own worker is. So a worker in a private network may name others in
 * private networks, and one on this machine others on this machine. Link-local addresses and the metadata services of
 * clouds have to be named by the user.
 *
 * @param ownHosts the hosts of the addresses that the user has given, IPv6 in brackets
 * @param ownReach where those of his workers are that have no host
 * @param allowedHosts servers that are allowed besides, whatever their address: {@code scheme://host[:port]}; without a
 *     port any
 */
public record PeerPolicy(Set<String> ownHosts, Own ownReach, Set<String> allowedHosts) implements AddressPolicy {
    private static final Pattern ENTRY =
            Pattern.compile("(?:https?|tcp)://(?:\\[[0-9a-f:.]+]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::\\d{1,5})?");

    /** What the user's workers without a host are. */
    public enum Own {
        /** There are none. */
        ELSEWHERE,
        /** Processes of this machine. */
        SOCKETS,
        /** Code that this process runs, and that can connect to wherever this process can. */
        CODE
    }

    public PeerPolicy {
        ownHosts = lower(ownHosts);
        allowedHosts = entries(ClientOption.PEER_HOSTS, allowedHosts);
    }

    /**
     * Entries of the form {@code scheme://host[:port]}, in lower case.
     *
     * @throws VgiException INVALID_ARGUMENT for others
     */
    public static Set<String> entries(ClientOption setting, Set<String> given) {
        Set<String> entries = lower(given);
        for (String entry : entries) {
            if (!ENTRY.matcher(entry).matches()) {
                throw VgiException.invalidArgument(Message.of(
                        setting,
                        " has '",
                        Redaction.refused(entry),
                        "', expected scheme://host[:port] such as https://worker-2:8815"));
            }
        }
        return entries;
    }

    private static Set<String> lower(Set<String> texts) {
        return texts.stream()
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean restricts() {
        return true;
    }

    @Override
    public void check(String scheme, String host, InetSocketAddress resolved) {
        Reach reach = Reach.of(resolved.getAddress());
        if (reach == Reach.PUBLIC || isNamed(scheme, host.toLowerCase(Locale.ROOT), resolved.getPort())) {
            return;
        }
        boolean reached =
                switch (ownReach) {
                    case CODE -> reach != Reach.SPECIAL;
                    case SOCKETS -> reach == Reach.THIS_MACHINE;
                    case ELSEWHERE -> false;
                };
        if (!reached && (reach == Reach.SPECIAL || ownHosts.stream().noneMatch(own -> isAt(own, reach)))) {
            throw VgiException.builder(
                            Code.PERMISSION_DENIED,
                            Message.of(
                                    "the worker named another one at " + scheme + "://" + host + ":"
                                            + resolved.getPort() + ", which has the private address "
                                            + resolved.getAddress().getHostAddress()
                                            + ", and the worker itself is not there. If that is right, add it to ",
                                    ClientOption.PEER_HOSTS,
                                    ", which has ",
                                    new TreeSet<>(allowedHosts)))
                    .kind(ErrorKind.PEER_ADDRESS_REFUSED)
                    .build();
        }
    }

    private boolean isNamed(String scheme, String host, int port) {
        boolean literal = host.indexOf(':') >= 0 && !host.startsWith("[");
        String shown = literal ? "[" + host + "]" : host;
        String entry = scheme + "://" + shown;
        return ownHosts.contains(shown) || allowedHosts.contains(entry) || allowedHosts.contains(entry + ":" + port);
    }

    /** Whether all addresses of a host are of this kind. */
    private static boolean isAt(String host, Reach reach) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(address -> Reach.of(address) == reach);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
