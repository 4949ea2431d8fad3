package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PythonUnixTest extends FlightsProcessSuite {
    @TempDir
    static Path folder;

    @Override
    Peer start() {
        return Workers.python("--unix", folder.resolve("worker.sock").toString());
    }
}
