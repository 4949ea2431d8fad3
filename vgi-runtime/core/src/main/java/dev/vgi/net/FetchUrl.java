package dev.vgi.net;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of something to fetch, which somebody else has chosen. Its query may be a credential, so {@code toString}
 * leaves it out.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address, IPv6 without brackets, in lower case
 * @param port 1 to 65535
 * @param target path and query as they go on the wire
 */
public record FetchUrl(String scheme, String host, int port, String target) {
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?:\\[(?<ipv6>[0-9a-fA-F:.]+)]|(?<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?))"
                    + "(?::(?<port>\\d{1,5}))?(?<target>(?:[/?][\\x21\\x22\\x24-\\x7e]*)?)(?:#.*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:");

    /**
     * Parses {@code http(s)://host[:port]/path[?query]}.
     *
     * @throws VgiException PERMISSION_DENIED for anything else
     */
    public static FetchUrl parse(String url) {
        Matcher matcher = URL.matcher(url);
        int port = matcher.matches() && matcher.group("port") != null ? Integer.parseInt(matcher.group("port")) : 0;
        if (!matcher.matches() || port > 65535 || HttpAddress.hasStrayPercent(url)) {
            throw UrlPolicy.refused(
                    Redaction.refused(url),
                    "is malformed, expected https://host[:port]/path in ASCII, with two hexadecimal digits after each %");
        }
        String scheme = matcher.group("scheme").toLowerCase(Locale.ROOT);
        String host = matcher.group("ipv6") != null ? matcher.group("ipv6") : matcher.group("host");
        String target = matcher.group("target");
        return new FetchUrl(
                scheme,
                host.toLowerCase(Locale.ROOT),
                port != 0 ? port : scheme.equals("https") ? 443 : 80,
                target.startsWith("/") ? target : "/" + target);
    }

    /**
     * Where a redirect leads to. What the reference says stands as it is, since it may be signed; only a path relative
     * to this one has its dot segments resolved.
     *
     * @param location the header's value, absolute or relative to this URL (RFC 3986, section 5.2)
     * @throws VgiException PERMISSION_DENIED where it is malformed
     */
    public FetchUrl redirected(String location) {
        String reference = location.split("#", 2)[0];
        if (reference.isEmpty()) {
            return this;
        }
        if (SCHEME.matcher(reference).lookingAt()) {
            return parse(reference);
        }
        if (reference.startsWith("//")) {
            return parse(scheme + ":" + reference);
        }
        if (reference.startsWith("/")) {
            return parse(origin() + reference);
        }
        int query = reference.indexOf('?');
        if (query == 0) {
            return parse(origin() + path() + reference);
        }
        String path = query < 0 ? reference : reference.substring(0, query);
        return parse(origin() + withoutDotSegments(directory() + path) + reference.substring(path.length()));
    }

    private static String withoutDotSegments(String path) {
        var kept = new ArrayDeque<String>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..") && !kept.isEmpty()) {
                kept.removeLast();
            }
            if (!dots || i == segments.length - 1) {
                kept.add(dots ? "" : segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Scheme, host and port. */
    public String origin() {
        return new HttpAddress(scheme, host, port, "").toString();
    }

    private String directory() {
        String path = path();
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Without the query. */
    @Override
    public String toString() {
        return origin() + path();
    }
}
