package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.testing.Peer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The reference's worker for clients over https, whose authority it prints when it starts. It serves one connection at
 * a time, so its clients hold one.
 */
class ClientWorkerTlsTest extends ClientWorkerSuite {
    private static final Pattern AUTHORITY = Pattern.compile("(?m)^TLS-CA:(.+)$");

    private Path authority;
    private int port;

    @Override
    ConformancePeer start() {
        Peer peer = Peer.start(command("--http", "0", "--prefix", "/vgi", "--tls"));
        port = URI.create(peer.address()).getPort();
        await().until(() -> AUTHORITY.matcher(peer.output()).find());
        authority = AUTHORITY
                .matcher(peer.output())
                .results()
                .map((MatchResult found) -> Path.of(found.group(1).strip()))
                .findFirst()
                .orElseThrow();
        return new ConformancePeer() {
            @Override
            public Client connect(Memory memory, CallOptions options) {
                return Vgi.client("https://localhost:" + port + "/vgi")
                        .trustStore(authority, null)
                        .maxConnections(1)
                        .memory(memory)
                        .options(options)
                        .connect();
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }

    @Test
    void addressOfTheCertificate_isTrustedToo() {
        try (Client client = Vgi.client("https://127.0.0.1:" + port + "/vgi")
                .trustStore(authority, null)
                .connect()) {
            assertThat(client.proxy(ClientConformanceService.class).largeResponse(3))
                    .containsExactly(0, 1, 2);
        }
    }

    @Test
    void authorityThatNobodyNamed_isNotTrusted() {
        try (Client client = Vgi.connect("https://localhost:" + port + "/vgi")) {
            assertThat(failure(client))
                    .returns(Code.FAILED_PRECONDITION, VgiException::code)
                    .hasMessageContaining("trustStore");
        }
    }

    /** The certificate is for localhost and 127.0.0.1. */
    @Test
    void otherAddress_isNotTrusted() throws IOException {
        try (Relay relay = Relay.to(port, "127.0.0.2");
                Client client = Vgi.client("https://127.0.0.2:" + relay.port() + "/vgi")
                        .trustStore(authority, null)
                        .connect()) {
            assertThat(failure(client))
                    .returns(Code.FAILED_PRECONDITION, VgiException::code)
                    .hasMessageContaining("the TLS handshake with https://127.0.0.2");
            assertThat(relay.connections()).isPositive();
        }
    }

    private static VgiException failure(Client client) {
        return catchThrowableOfType(VgiException.class, () -> client.proxy(ClientConformanceService.class)
                .echoBytes(new byte[1]));
    }
}
