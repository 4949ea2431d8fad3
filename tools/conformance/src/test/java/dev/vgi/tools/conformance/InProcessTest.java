package dev.vgi.tools.conformance;

/** Inside of one process. */
class InProcessTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(reflection, server -> server);
    }
}
