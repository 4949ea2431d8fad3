package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.VgiException;
import dev.vgi.client.Session;
import org.junit.jupiter.api.Test;

/** The reference's worker for clients over HTTP, with sticky sessions. */
class ClientWorkerStickyTest extends ClientWorkerSuite {
    @Override
    ConformancePeer start() {
        return RemoteWorker.listening(command("--http", "0", "--prefix", "/vgi", "--sticky"), "/vgi");
    }

    @Test
    void session_isSharedByItsCalls_untilOneEndsIt() {
        String token;
        try (Session session = client().session()) {
            var service = session.proxy(ClientConformanceService.class);
            assertThat(session.token()).isEmpty();

            assertThat(service.openClientSession(10)).isEqualTo(10);
            token = session.token().orElseThrow();
            assertThat(session.echoHeaders()).containsEntry("X-VGI-Worker-Affinity", "client-worker");
            assertThat(service.incrementClientSession(5)).isEqualTo(15);
            try (var stream = service.producerSequence(2, 1)) {
                assertThat(stream).hasSize(2);
            }
            assertThat(service.incrementClientSession(-2)).isEqualTo(13);
            assertThat(service.closeClientSession()).isEqualTo(13);
            assertThat(session.token()).isEmpty();
        }
        assertLost(token);
    }

    @Test
    void sessionThatIsClosedHere_isEndedThere() {
        Session session = client().session();
        session.proxy(ClientConformanceService.class).openClientSession(1);
        String token = session.token().orElseThrow();

        session.close();
        session.close();

        assertLost(token);
    }

    @Test
    void sessionThatIsLeftOpen_isFoundByItsToken() {
        String token;
        try (Session session = client().session()) {
            session.proxy(ClientConformanceService.class).openClientSession(1);
            token = session.detach().orElseThrow();
        }
        try (Session session = client().session(token)) {
            var service = session.proxy(ClientConformanceService.class);
            assertThat(service.incrementClientSession(1)).isEqualTo(2);
            assertThat(service.closeClientSession()).isEqualTo(2);
        }
    }

    private void assertLost(String token) {
        try (Session session = client().session(token)) {
            VgiException error =
                    catchThrowableOfType(VgiException.class, () -> session.proxy(ClientConformanceService.class)
                            .incrementClientSession(1));

            assertThat(error.kind()).isEqualTo("session_lost");
            assertThat(error.remoteType()).isEqualTo("SessionLostError");
        }
        assertUsable();
    }
}
