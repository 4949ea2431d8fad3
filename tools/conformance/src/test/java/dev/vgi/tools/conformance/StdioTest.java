package dev.vgi.tools.conformance;

import dev.vgi.server.Server;
import dev.vgi.tools.conformance.service.ConformanceWorker;

/** The standard input and output of our worker, which each connection starts anew. */
class StdioTest extends TransportSuite {
    @Override
    ConformancePeer start(Reflection reflection) {
        return RemoteWorker.child(RemoteWorker.java(reflection == Reflection.ON ? Worker.class : QuietWorker.class));
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
