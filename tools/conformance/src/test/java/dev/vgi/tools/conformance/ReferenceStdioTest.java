package dev.vgi.tools.conformance;

/** The reference over its standard input and output. */
class ReferenceStdioTest extends ReferenceSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.child(command(reflection, "--pipe"));
    }
}
