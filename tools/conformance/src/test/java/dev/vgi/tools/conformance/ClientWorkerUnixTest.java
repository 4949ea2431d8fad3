package dev.vgi.tools.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference's worker for clients over a unix socket. */
class ClientWorkerUnixTest extends ClientWorkerSuite {
    @TempDir
    static Path folder;

    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(
                command("--unix", folder.resolve("worker.sock").toString()));
    }

    @Test
    void manyBytes_comeBack() {
        assertComeBack(20_000_000);
    }
}
