package dev.vgi.server;

import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.stream.RawServer;
import dev.vgi.server.stream.RawServerConfig;
import java.nio.file.Path;

/** A unix or TCP socket. */
record RawListener(RawServer server) implements Listener {
    static Listener unix(Dispatcher services, Path path, RawServerConfig config, Runnable whenIdle) {
        return new RawListener(RawServer.unix(services, path, config, whenIdle));
    }

    static Listener tcp(Dispatcher services, String host, int port, RawServerConfig config, Runnable whenIdle) {
        return new RawListener(RawServer.tcp(services, host, port, config, whenIdle));
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
