package dev.vgi.server;

import dev.vgi.Limits;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.transport.RawServer;
import java.nio.file.Path;

/** A unix or TCP socket. */
record RawListener(RawServer server) implements Listener {
    static Listener unix(Dispatcher services, Path path, Limits limits, int maxConnections, External external) {
        return new RawListener(RawServer.unix(services, path, limits, maxConnections, external));
    }

    static Listener tcp(
            Dispatcher services, String host, int port, Limits limits, int maxConnections, External external) {
        return new RawListener(RawServer.tcp(services, host, port, limits, maxConnections, external));
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
