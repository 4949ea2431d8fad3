package dev.vgi.connect;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.net.HttpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a worker is: the one syntax that options, the command line and tests share.
 *
 * @param scheme {@code http}, {@code https}, {@code unix}, {@code tcp}, {@code cmd}, {@code launch}, {@code inproc},
 *     {@code shm+unix} or {@code shm+cmd}
 * @param rest what follows the scheme: a whole URL for http, a path, {@code host:port}, a command line, a class name
 */
public record Address(String scheme, String rest) {
    /** All schemes. */
    public static final Set<String> SCHEMES =
            Set.of("http", "https", "unix", "tcp", "cmd", "launch", "inproc", "shm+unix", "shm+cmd");

    /** The schemes that reach a worker that somebody else has started; the others run code of the caller's choice. */
    public static final Set<String> REMOTE_SCHEMES = Set.of("http", "https", "unix", "tcp", "shm+unix");

    private static final String FORMS = "expected http(s)://host[:port][/prefix], unix:/path, tcp://host:port,"
            + " cmd:program arguments, launch:program arguments, inproc:fully.qualified.Service, or shm+unix: or shm+cmd:"
            + " for shared memory";

    /** Where one address ends and the next begins. */
    private static final Pattern NEXT = Pattern.compile(
            SCHEMES.stream().map(Pattern::quote).collect(Collectors.joining("|", ",\\s*(?=(?:", "):)")));

    /** The remote schemes, and those that a cluster's configuration allows beside them, with or without their colon. */
    public static Set<String> allowed(Collection<String> further) {
        Set<String> allowed = further.stream()
                .map(scheme -> scheme.strip().replaceAll(":$", ""))
                .filter(scheme -> !scheme.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        allowed.addAll(REMOTE_SCHEMES);
        return allowed;
    }

    /**
     * Reads one address, or several of the same service: a comma followed by a scheme separates them.
     *
     * @throws VgiException INVALID_ARGUMENT for anything else
     */
    public static List<Address> parseAll(String text) {
        return NEXT.splitAsStream(text).map(Address::parse).toList();
    }

    /**
     * Reads an address.
     *
     * @throws VgiException INVALID_ARGUMENT for anything else
     */
    public static Address parse(String text) {
        String trimmed = text.strip();
        if (NEXT.matcher(trimmed).find()) {
            throw VgiException.invalidArgument("'" + parseAll(trimmed) + "' are several addresses, expected one");
        }
        int colon = trimmed.indexOf(':');
        String scheme = colon < 0 ? "" : trimmed.substring(0, colon);
        if (!SCHEMES.contains(scheme)) {
            throw VgiException.invalidArgument((trimmed.isEmpty()
                            ? "the worker's address is empty"
                            : "'" + Redaction.refused(trimmed) + "' is no address of a worker")
                    + ", " + FORMS);
        }
        String rest = trimmed.substring(colon + 1);
        Address address = new Address(scheme, scheme.startsWith("http") ? trimmed : rest);
        switch (scheme) {
            case "unix", "shm+unix" ->
                address.require(rest.startsWith("/"), "an absolute path, as in unix:/tmp/worker.sock");
            case "tcp" -> address.tcp();
            case "cmd", "shm+cmd", "launch", "inproc" ->
                address.require(!rest.isBlank(), "something after " + scheme + ":");
            default -> address.require(rest.startsWith("//"), "a URL, as in http://localhost:8815");
        }
        return address;
    }

    /** The host, IPv6 in brackets, of an address that has one. */
    Optional<String> host() {
        if (scheme.equals("tcp")) {
            return Optional.of(tcp().getHost());
        }
        if (!scheme.startsWith("http")) {
            return Optional.empty();
        }
        String host = HttpAddress.parse(rest).host();
        return Optional.of(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
    }

    /** Host and port of a {@code tcp} address. */
    URI tcp() {
        try {
            URI uri = new URI("tcp:" + rest);
            require(uri.getHost() != null && uri.getPort() > 0 && uri.getPath().isEmpty(), "tcp://host:port");
            return uri;
        } catch (URISyntaxException e) {
            throw malformed("tcp://host:port");
        }
    }

    private void require(boolean met, String expected) {
        if (!met) {
            throw malformed(expected);
        }
    }

    private VgiException malformed(String expected) {
        String given = scheme.startsWith("http") ? rest.substring(scheme.length() + 1) : rest;
        return VgiException.invalidArgument(
                "the address '" + scheme + ":" + Redaction.refused(given) + "' is malformed, expected " + expected);
    }

    /** Without credentials: no userinfo, no query, no arguments of a program. */
    @Override
    public String toString() {
        return scheme.startsWith("http") ? shown(rest) : shown(scheme + ":" + rest);
    }

    private static String shown(String address) {
        return address.matches("(?s)(cmd|shm\\+cmd|launch):.*") ? address.split("\\s", 2)[0] : Redaction.url(address);
    }
}
