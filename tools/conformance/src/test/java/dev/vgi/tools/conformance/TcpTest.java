package dev.vgi.tools.conformance;

/** A TCP socket. */
class TcpTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(reflection, server -> server.tcp("127.0.0.1", 0));
    }
}
