package dev.vgi.tools.conformance;

import dev.vgi.server.Server;
import dev.vgi.tools.conformance.service.ConformanceWorker;
import java.nio.file.Path;
import java.util.List;

/** The standard input and output of our worker, which each connection starts anew. */
class StdioTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.child(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                reflection == Reflection.ON ? Worker.class.getName() : QuietWorker.class.getName()));
    }

    /** A worker that does not say what it hosts. */
    static final class QuietWorker {
        private QuietWorker() {}

        public static void main(String[] arguments) throws InterruptedException {
            Worker.hostConformance(Server.builder(), new ConformanceWorker())
                    .reflection(false)
                    .stdio()
                    .start()
                    .join();
        }
    }
}
