package dev.vgi.tools.conformance;

import dev.vgi.server.http.HttpServerConfig;

/** HTTP, at a prefix. */
class HttpTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(
                reflection,
                server -> server.http(HttpServerConfig.builder().prefix("/vgi").build()));
    }
}
