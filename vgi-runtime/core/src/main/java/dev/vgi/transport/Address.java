package dev.vgi.transport;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says where a worker is, in the one syntax that options, the command line and tests share.
 *
 * @param scheme what stands before the first colon; it decides which {@link TransportProvider} opens the address
 * @param rest what follows that colon: {@code //host:port} and a path, a path, a command line or the name of a class
 */
public record Address(String scheme, String rest) {
    /** Separates addresses: a comma that a scheme follows. */
    private static final Pattern NEXT = Pattern.compile(TransportProviders.schemes().stream()
            .map(Pattern::quote)
            .collect(Collectors.joining("|", ",\\s*(?=(?:", "):)")));

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
        Address address = new Address(colon < 0 ? "" : trimmed.substring(0, colon), trimmed.substring(colon + 1));
        TransportProvider provider = TransportProviders.find(address.scheme).orElseThrow(() -> unknown(trimmed));
        provider.check(address);
        return address;
    }

    private static VgiException unknown(String text) {
        if (text.startsWith("inproc:")) {
            return VgiException.invalidArgument(
                    "an address of the scheme 'inproc:' needs vgi-server on the class path, which is not there");
        }
        return VgiException.invalidArgument((text.isEmpty()
                        ? "the worker's address is empty"
                        : "'" + Redaction.refused(text) + "' is not a valid worker address")
                + ", expected one of " + TransportProviders.forms());
    }

    /** Returns the whole address, credentials included. */
    public String text() {
        return scheme + ":" + rest;
    }

    /** Returns the transport of this address. */
    public TransportProvider provider() {
        return TransportProviders.find(scheme)
                .orElseThrow(() -> new IllegalStateException("no transport has the scheme '" + scheme + "'"));
    }

    /** Returns the host that this address names, IPv6 in brackets; empty where it names none. */
    public Optional<String> host() {
        return provider().host(this);
    }

    /** Throws unless a condition is met. */
    public void require(boolean met, String expected) {
        if (!met) {
            throw malformed(expected);
        }
    }

    /** Returns the error that this address is malformed. */
    public VgiException malformed(String expected) {
        return VgiException.invalidArgument(
                "the address '" + scheme + ":" + Redaction.refused(rest) + "' is malformed, expected " + expected);
    }

    /** Returns the address without credentials: no userinfo, no query, no arguments of a program. */
    @Override
    public String toString() {
        return provider().describe(this);
    }
}
