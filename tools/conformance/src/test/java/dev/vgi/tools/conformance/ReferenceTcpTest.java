package dev.vgi.tools.conformance;

/** The reference over TCP. */
class ReferenceTcpTest extends ReferenceSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.listening(command(reflection, "--tcp", "127.0.0.1:0", "--threaded"));
    }
}
