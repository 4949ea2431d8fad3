package dev.vgi.transport;

import dev.vgi.arrow.Memory;
import dev.vgi.net.AddressPolicy;
import dev.vgi.protocol.ClientTransport;
import org.jspecify.annotations.Nullable;

/** Holds what a client gives to the {@link TransportProvider} that opens one of its transports. */
public interface TransportContext {
    /** Returns the client's settings; without its credentials where the address is not to get them. */
    TransportSettings settings();

    /** Returns the memory that batches are read into; it stays the client's. */
    Memory memory();

    /** Returns what the addresses of hosts are checked against. */
    AddressPolicy policy();

    /** Returns the service that the client was made for, an object of this process; null where an address names it. */
    @Nullable
    Object service();

    /**
     * Returns a transport over byte streams, with the client's bounds, time limits and external fetches.
     *
     * @param connector opens the connections; the transport closes it
     * @param maxConnections how many connections may be open at once, at least 1; further calls wait
     */
    ClientTransport overStreams(Connector connector, int maxConnections);

    /** Returns a transport over byte streams that has as many connections as the client's settings allow. */
    ClientTransport overStreams(Connector connector);
}
