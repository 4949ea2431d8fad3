package dev.vgi.net;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an HTTP worker listens, and the prefix of its paths.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 * @param prefix the path as it was given, without a slash at its end; empty for the root
 */
public record HttpAddress(String scheme, String host, int port, String prefix) {
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?)://(?:\\[(?<ipv6>[0-9a-fA-F:.%]+)]|(?<host>[^/?#@:\\[\\]\\s]+))(?::(?<port>\\d{1,5}))?"
                    + "(?<path>/[^?#\\s]*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9.])?");
    private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    /**
     * Parses {@code http(s)://host[:port][/prefix]}.
     *
     * @throws VgiException INVALID_ARGUMENT for anything else; credentials in a URL are refused because logs show URLs
     */
    public static HttpAddress parse(String url) {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            throw VgiException.invalidArgument("'" + Redaction.refused(url) + "' is not an HTTP address, expected"
                    + " http(s)://host[:port][/prefix] without user, query and fragment");
        }
        String scheme = matcher.group("scheme").toLowerCase(Locale.ROOT);
        String host = matcher.group("ipv6") != null ? matcher.group("ipv6") : matcher.group("host");
        int port = matcher.group("port") == null
                ? (scheme.equals("https") ? 443 : 80)
                : Integer.parseInt(matcher.group("port"));
        if (port < 1 || port > 65535) {
            throw VgiException.invalidArgument(
                    "'" + Redaction.refused(url) + "' has port " + port + ", expected 1 to 65535");
        }
        if (matcher.group("ipv6") == null && !HOST.matcher(host).matches()) {
            throw VgiException.invalidArgument(
                    "'" + host + "' is not a host name, expected letters, digits, hyphens and dots");
        }
        String path = matcher.group("path") == null ? "" : matcher.group("path");
        if (hasStrayPercent(path) || !path.chars().allMatch(letter -> letter < 128)) {
            throw VgiException.invalidArgument("'" + path + "' is not the path of an HTTP address, expected ASCII, with"
                    + " other letters and the percent sign itself percent-encoded");
        }
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new HttpAddress(scheme, host, port, path);
    }

    /** Whether there is a percent sign that stands for no byte. */
    static boolean hasStrayPercent(String path) {
        return STRAY_PERCENT.matcher(path).find();
    }

    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** Whether the host is this machine by its name or address; no name is resolved. */
    public boolean isLoopback() {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** Scheme, host and port. */
    public String origin() {
        boolean standard = port == (isSecure() ? 443 : 80);
        String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + literal + (standard ? "" : ":" + port);
    }

    @Override
    public String toString() {
        return origin() + prefix;
    }
}
