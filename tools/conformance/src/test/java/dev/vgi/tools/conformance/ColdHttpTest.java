package dev.vgi.tools.conformance;

import dev.vgi.http.Compression;
import dev.vgi.server.http.HttpServerConfig;

/** HTTP where no turn finds its stream open, as it is behind a load balancer. */
class ColdHttpTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(
                reflection,
                server -> server.http(HttpServerConfig.builder()
                        .openStreams(0)
                        .compression(Compression.ZSTD)
                        .build()));
    }
}
