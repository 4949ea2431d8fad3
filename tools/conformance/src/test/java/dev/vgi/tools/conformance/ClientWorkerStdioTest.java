package dev.vgi.tools.conformance;

/** The reference's worker for clients as a child. */
class ClientWorkerStdioTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.child(command("--stdio"));
    }
}
