package dev.vgi.server;

import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.http.HttpServer;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.Authenticator;

/** An HTTP port. */
record HttpListener(HttpServer server) implements Listener {
    /** @param authenticator who may call */
    static Listener open(Dispatcher services, HttpServerConfig config, Authenticator authenticator, External external) {
        return new HttpListener(HttpServer.start(services, config, authenticator, external));
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public void drain(boolean value) {
        server.drain(value);
    }

    @Override
    public int sessions() {
        return server.sessions();
    }

    @Override
    public void close() {
        server.close();
    }
}
