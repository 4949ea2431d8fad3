package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address may be that a worker named, and what goes along to it. */
class PeerAddressesTest {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer recorder;

    @BeforeEach
    void start() throws IOException {
        recorder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        recorder.createContext("/", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> received.add(name + ": " + values.get(0)));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        recorder.start();
    }

    @AfterEach
    void stop() {
        recorder.stop(0);
    }

    private String recorderAddress() {
        return "http://127.0.0.1:" + recorder.getAddress().getPort();
    }

    private static ClientBuilder withCredentials(String own) {
        return Vgi.client(own)
                .bearerToken("secret-token")
                .header("X-Api-Key", "secret-key")
                .header("Cookie", "session=secret-cookie");
    }

    private static void call(ClientBuilder builder) {
        try (Client client = builder.connect()) {
            client.method("Flights/flights").open();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmd:touch /tmp/x",
                "launch:touch /tmp/x",
                "inproc:a.Service",
                "shm+unix:/tmp/x",
                "shm+cmd:touch /tmp/x",
                "unix:/tmp/x",
                "http://a,cmd:touch /tmp/x"
            })
    void whatOnlyTheUserMayGive_isRefused_whateverIsAllowed(String named) {
        for (String own : List.of("http://a", "cmd:worker", "tcp://a:1", "launch:worker")) {
            assertThatThrownBy(() -> Vgi.client(own)
                            .allowedSchemes(TransportProviders.schemes())
                            .peer(named))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                    .hasMessageContaining("the worker named the address")
                    .hasMessageContaining("expected http:, https: or tcp:")
                    .hasMessageNotContaining("/tmp/x,");
        }
    }

    @Test
    void socket_mayBeNamedByOneOfSocketsAlone() {
        Vgi.client("unix:/a").peer("unix:/b");
        Vgi.client("shm+unix:/a").peer("unix:/b");

        assertThatThrownBy(() -> Vgi.client("unix:/a").peer("shm+unix:/b")).hasMessageContaining("or unix:");
        assertThatThrownBy(() -> Vgi.client("unix:/a").peer("cmd:touch")).hasMessageContaining("'cmd:touch'");
    }

    @Test
    void namedScheme_isAmongThoseThatAreAllowed() {
        ClientBuilder builder =
                Vgi.client("https://a").allowedSchemes(Set.of("https")).peer("http://b");

        assertThatThrownBy(builder::connect).hasMessageContaining("'http:' are not allowed");
    }

    @Test
    void anotherOrigin_getsNoCredentials() {
        assertThatThrownBy(() -> call(withCredentials("http://127.0.0.1:1").peer(recorderAddress())))
                .isInstanceOf(VgiException.class);

        assertThat(received).isNotEmpty().noneMatch(line -> line.contains("secret"));
    }

    @Test
    void theUsersOwnOrigins_andThoseThatAreListed_getThem() {
        String other = "http://localhost:" + recorder.getAddress().getPort();
        for (ClientBuilder trusted : List.of(
                withCredentials("http://127.0.0.1:1," + recorderAddress()).peer(recorderAddress() + "/prefix"),
                withCredentials("http://127.0.0.1:1")
                        .credentialOrigins(Set.of(recorderAddress()))
                        .peer(recorderAddress()))) {
            received.clear();
            assertThatThrownBy(() -> call(trusted)).isInstanceOf(VgiException.class);
            assertThat(received)
                    .contains("Authorization: Bearer secret-token", "X-api-key: secret-key")
                    .contains("Cookie: session=secret-cookie");
        }
        received.clear();
        assertThatThrownBy(() -> call(withCredentials(recorderAddress()).peer(other)))
                .as("another name of the same server")
                .isInstanceOf(VgiException.class);
        assertThat(received).isNotEmpty().noneMatch(line -> line.contains("secret"));
    }

    @Test
    void trustStore_isForTheUsersOwnOrigins() {
        Path missing = Path.of("/nowhere/authorities.pem");
        assertThatThrownBy(() -> call(Vgi.client(recorderAddress())
                        .trustStore(missing, "secret")
                        .peer(recorderAddress())))
                .hasMessageContaining("trustStore /nowhere");
        assertThatThrownBy(() -> call(Vgi.client("http://127.0.0.1:1")
                        .trustStore(missing, "secret")
                        .peer(recorderAddress())))
                .hasMessageNotContaining("trustStore");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a, https://a, true",
        "https://a, https://A:443/prefix, true",
        "https://a, http://a, false",
        "https://a, http://a:443, false",
        "http://a, https://a, false",
        "https://a:8443, https://a, false",
        "https://a, https://a.evil.example, false",
        "unix:/a, http://a, false",
        "cmd:worker, http://a, false",
        "'http://x,https://a', https://a, true",
        "https://listed, https://far, true",
        "https://listed, https://far:444, false",
        "https://listed, http://far, false",
        "https://listed, http://plain:81, true",
    })
    void origin_isSchemeHostAndPort(String own, String named, boolean trusted) {
        var peers = new PeerAddresses(
                Address.parseAll(own), new PeerRules(Set.of("https://far", "http://plain:81"), Set.of()));

        assertThat(peers.keepsCredentials(Address.parse(named))).isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://203.0.113.7:8815", "http://10.1.2.3", "tcp://203.0.113.7:9"})
    void thisMachine_isNamedByAWorkerOfThisMachineAlone(String own) throws IOException {
        for (String scheme : List.of("http", "tcp")) {
            try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                String named = scheme + "://localhost:" + listener.getLocalPort();

                assertThatThrownBy(() -> call(Vgi.client(own).peer(named)))
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                        .hasMessageContaining("private address 127.0.0.1")
                        .hasMessageContaining("option 'peerHosts'");

                listener.setSoTimeout(1);
                assertThatThrownBy(listener::accept).as("a connection").isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void thisMachine_isReachedWhereItIsListed() {
        for (ClientBuilder builder : List.of(
                Vgi.client("http://203.0.113.7").peerHosts(Set.of("http://127.0.0.1")),
                Vgi.client("http://203.0.113.7").peerHosts(Set.of(recorderAddress())),
                Vgi.client("http://203.0.113.7").credentialOrigins(Set.of(recorderAddress())),
                Vgi.client("unix:/tmp/worker.sock"),
                Vgi.client("cmd:worker"))) {
            received.clear();
            assertThatThrownBy(() -> call(builder.peer(recorderAddress()))).isInstanceOf(VgiException.class);
            assertThat(received).isNotEmpty();
        }
    }

    @Test
    void wrongEntries_areRefused() {
        assertThatThrownBy(() -> Vgi.client("http://a").credentialOrigins(Set.of("worker-2")))
                .hasMessageContaining("option 'credentialOrigins' has 'worker-2', expected scheme://host[:port]");
        assertThatThrownBy(() -> Vgi.client("http://a").peerHosts(Set.of("cmd:touch")))
                .hasMessageContaining("option 'peerHosts'");
    }
}
