package dev.vgi.tools.conformance;

/** The reference's worker for clients over TCP. */
class ClientWorkerTcpTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(command("--tcp", "127.0.0.1:0"));
    }
}
