package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Both workers over the transports that the demo uses. */
class FlightsWorkerTest {
    @TempDir
    static Path folder;

    @Nested
    class JavaOverUnix extends FlightsWorkerSuite {
        @Override
        Peer start() {
            return Workers.java("--unix", folder.resolve("java").toString());
        }
    }

    @Nested
    class PythonOverUnix extends FlightsWorkerSuite {
        @Override
        Peer start() {
            return Workers.python("--unix", folder.resolve("python").toString());
        }
    }

    @Nested
    class PythonOverHttp extends FlightsWorkerSuite {
        @Override
        Peer start() {
            return Workers.python("--http");
        }
    }
}
