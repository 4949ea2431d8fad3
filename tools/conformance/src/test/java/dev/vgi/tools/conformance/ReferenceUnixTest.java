package dev.vgi.tools.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The reference over a unix socket. */
class ReferenceUnixTest extends ReferenceSuite {
    @TempDir
    static Path folder;

    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.listening(command(
                reflection, "--unix", folder.resolve(reflection + ".sock").toString(), "--threaded"));
    }
}
