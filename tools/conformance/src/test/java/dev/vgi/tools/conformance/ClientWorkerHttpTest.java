package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import dev.vgi.service.Exchange;
import dev.vgi.service.VgiProtocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reference's worker for clients over HTTP, below a prefix. */
class ClientWorkerHttpTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(command("--http", "0", "--prefix", "/vgi"), "/vgi");
    }

    @Test
    void manyBytes_comeBack() {
        assertComeBack(20_000_000);
    }

    /** Shows that the worker does not take what fits: over HTTP it looks at each batch before a method sees it. */
    @Test
    void columnsThatWereGuessed_areRefused() {
        try (var stream = client().proxy(Guessing.class).typedExchange()) {
            assertThatThrownBy(() -> stream.exchange(new Guess(null, "first")))
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining("typed exchange schema mismatch");
        }
        assertUsable();
    }

    /** Two columns, one of them of another type. */
    record Guess(@Nullable Double nullableFloat, @Nullable String category) {}

    /** The exchange by other columns. */
    @VgiProtocol(name = "ClientConformanceService")
    interface Guessing {
        Exchange<Guess, Guess> typedExchange();
    }
}
