package dev.vgi.tools.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory beside a unix socket. */
class SharedMemoryTest extends TransportSuite {
    @TempDir
    static Path folder;

    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(reflection, "shm+", server -> server.unix(folder.resolve(reflection + ".sock")));
    }
}
