package dev.vgi.tools.conformance;

/** The reference over HTTP. */
class ReferenceHttpTest extends ReferenceSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.listening(command(reflection, "--http", "0"));
    }
}
