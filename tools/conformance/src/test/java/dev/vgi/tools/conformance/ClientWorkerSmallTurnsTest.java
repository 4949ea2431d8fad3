package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import org.junit.jupiter.api.Test;

/** The reference's worker for clients over HTTP, with the smallest limit on an answer that it takes. */
class ClientWorkerSmallTurnsTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(
                command("--http", "0", "--prefix", "/vgi", "--producer-turn-bytes", "65536"), "/vgi");
    }

    @Test
    void answerThatIsLarger_isRefusedByNameOfTheLimit() {
        assertThatThrownBy(() -> service().largeResponse(100_000))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.remoteType()).isEqualTo("ResponseTooLargeError"))
                .hasMessageContaining("max_response_bytes");
        assertUsable();
    }
}
