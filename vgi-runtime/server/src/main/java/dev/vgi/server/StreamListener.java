package dev.vgi.server;

import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.stream.StreamServer;
import dev.vgi.server.stream.StreamServerConfig;
import java.nio.file.Path;

/** A unix or TCP socket. */
record StreamListener(StreamServer server) implements Listener {
    static Listener unix(Dispatcher services, Path path, StreamServerConfig config, Runnable whenIdle) {
        return new StreamListener(StreamServer.unix(services, path, config, whenIdle));
    }

    static Listener tcp(Dispatcher services, String host, int port, StreamServerConfig config, Runnable whenIdle) {
        return new StreamListener(StreamServer.tcp(services, host, port, config, whenIdle));
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
