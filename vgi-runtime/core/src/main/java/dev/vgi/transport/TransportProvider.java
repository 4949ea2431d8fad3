package dev.vgi.transport;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.protocol.ClientTransport;
import java.util.Optional;
import java.util.Set;

/**
 * Reaches the workers of one kind of address. A transport is one class of this kind with a public constructor without
 * parameters, named in {@code META-INF/services/dev.vgi.transport.TransportProvider}; options, errors and the command
 * line know its schemes from here. Thread-safe.
 */
public interface TransportProvider {
    /** What an address of a provider leads to. */
    enum Target {
        /** A worker that listens on a network; the only kind that a worker may name to its callers. */
        NETWORK,
        /** A worker that listens on this machine. */
        SOCKET,
        /**
         * Code of the caller's choice, which runs on this machine; clusters refuse it unless they are told otherwise.
         */
        CODE
    }

    /** Returns the schemes, without their colons. */
    Set<String> schemes();

    /** Returns how an address is written, such as {@code unix:/path}, for what users read. */
    String form();

    /** Returns what an address leads to. */
    Target target();

    /**
     * Checks how an address is written.
     *
     * @param address an address of one of the {@link #schemes()}
     * @throws VgiException INVALID_ARGUMENT where it is malformed
     */
    void check(Address address);

    /**
     * Returns an address without the credentials that it may hold: no userinfo, no query, no arguments of a program.
     */
    default String describe(Address address) {
        return Redaction.url(address.text());
    }

    /** Returns the host that an address names, IPv6 in brackets; empty where it names none. */
    default Optional<String> host(Address address) {
        return Optional.empty();
    }

    /**
     * Opens a transport, which the caller closes. Nothing is sent before its first call.
     *
     * @param address an address that {@link #check} has accepted
     * @throws VgiException INVALID_ARGUMENT for a wrong setting
     */
    ClientTransport open(Address address, TransportContext context);
}
