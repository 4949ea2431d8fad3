package dev.vgi.net;

import dev.vgi.VgiException;
import java.net.InetSocketAddress;

/** What the addresses of a host are checked against before one of them is connected to. Thread-safe. */
public sealed interface AddressPolicy permits UrlPolicy, PeerPolicy {
    /** Whether any address is refused at all. */
    boolean restricts();

    /**
     * Checks what a host was resolved to. The connection is made to the very address that was checked.
     *
     * @param scheme what is spoken to it
     * @throws VgiException PERMISSION_DENIED where it is not allowed
     */
    void check(String scheme, String host, InetSocketAddress resolved);
}
