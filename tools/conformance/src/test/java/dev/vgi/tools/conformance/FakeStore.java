package dev.vgi.tools.conformance;

import dev.vgi.external.FetchConfig;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.util.List;
import java.util.Set;

/** The suite's own object store, as a process. */
final class FakeStore implements AutoCloseable {
    /** Lets a client fetch from it. */
    static final FetchConfig FETCHES =
            FetchConfig.builder().allowedHosts(Set.of("http://127.0.0.1")).build();

    private final Peer peer;

    private FakeStore(Peer peer) {
        this.peer = peer;
    }

    static FakeStore start() {
        return new FakeStore(Peer.start(
                List.of(PythonReference.require().python(), "-m", "vgi_rpc.conformance.fake_storage", "--port", "0")));
    }

    String url() {
        return peer.address();
    }

    @Override
    public void close() {
        peer.close();
    }
}
