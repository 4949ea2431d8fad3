package dev.vgi.server;

import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;

/** Opens one transport. */
@FunctionalInterface
interface ListenerFactory {
    /**
     * Opens it.
     *
     * @param external what the server does with external storage
     * @param ended to be run when the transport has nothing left to serve, which sockets never have
     */
    Listener open(Dispatcher services, External external, Runnable ended);
}
