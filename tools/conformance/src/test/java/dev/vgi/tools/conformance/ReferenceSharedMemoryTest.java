package dev.vgi.tools.conformance;

/** The reference over its standard input and output, and over shared memory. */
class ReferenceSharedMemoryTest extends ReferenceSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.sharingChild(command(reflection, "--pipe"));
    }
}
