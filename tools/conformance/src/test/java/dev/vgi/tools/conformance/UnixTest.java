package dev.vgi.tools.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A unix socket. */
class UnixTest extends TransportSuite {
    @TempDir
    static Path folder;

    @Override
    ConformancePeer start(Reflection reflection) {
        return LocalWorker.start(reflection, server -> server.unix(folder.resolve(reflection + ".sock")));
    }
}
