package dev.vgi.net;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which servers a process may be sent to by URLs that others have chosen. By default all that speak https and have a
 * public address: a name is resolved, its addresses are checked, and the connection is made to one of those, so a name
 * that changes its address between the check and the connection gains nothing.
 *
 * @param publicOnly whether this restricts anything
 * @param allowedHosts servers that are allowed besides, whatever their address: {@code scheme://host[:port]}; without a
 *     port any
 */
public record UrlPolicy(boolean publicOnly, Set<String> allowedHosts) implements AddressPolicy {
    /** No restriction, for addresses that the user has given himself. */
    public static final UrlPolicy UNRESTRICTED = new UrlPolicy(false, Set.of());

    /** Public addresses over https. */
    public static final UrlPolicy PUBLIC_HTTPS = new UrlPolicy(true, Set.of());

    private static final Pattern ENTRY =
            Pattern.compile("https?://(?:\\[[0-9a-f:.]+]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::\\d{1,5})?");

    public UrlPolicy {
        allowedHosts = allowedHosts.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        for (String entry : allowedHosts) {
            if (!ENTRY.matcher(entry).matches()) {
                throw VgiException.invalidArgument(Message.of(
                        ClientOption.ALLOWED_HOSTS,
                        " has '",
                        Redaction.refused(entry),
                        "', expected scheme://host[:port] such as http://minio:9000"));
            }
        }
    }

    /** With these servers in the place of all that were allowed besides. */
    public UrlPolicy withAllowedHosts(Set<String> hosts) {
        return new UrlPolicy(publicOnly, hosts);
    }

    /**
     * Checks a URL before anything is sent to it, a redirect's too.
     *
     * @throws VgiException PERMISSION_DENIED where it is not allowed
     */
    public void check(FetchUrl url) {
        if (publicOnly && !url.scheme().equals("https") && !allows(url.scheme(), url.host(), url.port())) {
            throw refused(url.toString(), notAmong("is not https"));
        }
    }

    @Override
    public boolean restricts() {
        return publicOnly;
    }

    /** A server that is allowed by one scheme is not allowed by the other. */
    @Override
    public void check(String scheme, String host, InetSocketAddress resolved) {
        int port = resolved.getPort();
        if (publicOnly
                && PrivateAddress.is(resolved.getAddress())
                && !allows(scheme, host.toLowerCase(Locale.ROOT), port)) {
            throw refused(
                    scheme + "://" + host + ":" + port,
                    notAmong("has the private address " + shown(resolved.getAddress())));
        }
    }

    private boolean allows(String scheme, String host, int port) {
        String entry = scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        return allowedHosts.contains(entry) || allowedHosts.contains(entry + ":" + port);
    }

    private Message notAmong(String problem) {
        return Message.of(
                problem,
                ", and its server is not among those of ",
                ClientOption.ALLOWED_HOSTS,
                ": ",
                new TreeSet<>(allowedHosts));
    }

    private static String shown(InetAddress address) {
        return address.getHostAddress();
    }

    static VgiException refused(String url, Object why) {
        return VgiException.builder(Code.PERMISSION_DENIED, Message.of("URL rejected: '" + url + "' ", why))
                .kind(ErrorKind.URL_REFUSED)
                .build();
    }
}
