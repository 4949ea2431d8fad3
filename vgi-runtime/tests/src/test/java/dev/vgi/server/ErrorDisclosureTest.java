package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.connect.ClientBuilder;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.ErrorDisclosure;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.service.Producer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads what unexpected exceptions say. */
class ErrorDisclosureTest {
    private static final String SECRET = "the disk is full";

    @TempDir
    Path folder;

    private static Server.Builder server() {
        return Server.builder().host(Sample.class, new SampleService());
    }

    private static VgiException failure(Client client, String how) {
        return catchThrowableOfType(
                VgiException.class, () -> client.proxy(Sample.class).fail(how));
    }

    private static void assertIsOpen(Client client) {
        assertThat(failure(client, "checked"))
                .returns("IOException", VgiException::remoteType)
                .hasMessageContaining(SECRET)
                .satisfies(e -> assertThat(e.remoteTraceback()).contains("SampleService"));
    }

    private static void assertIsHidden(Client client) {
        VgiException unexpected = failure(client, "checked");
        assertIsHidden(unexpected);
        assertThat(failure(client, "classified"))
                .as("made for callers")
                .returns(Code.NOT_FOUND, VgiException::code)
                .returns("thing_missing", VgiException::kind)
                .returns("", VgiException::remoteTraceback);
        for (String how : List.of("throw on open", "throw after emit")) {
            assertIsHidden(catchThrowableOfType(VgiException.class, () -> {
                try (Producer<Batch> stream = client.proxy(Sample.class).misbehave(how)) {
                    stream.next().close();
                }
            }));
        }
    }

    private static void assertIsHidden(VgiException error) {
        assertThat(error)
                .returns(Code.INTERNAL, VgiException::code)
                .returns("InternalError", VgiException::remoteType)
                .returns("", VgiException::remoteTraceback)
                .hasMessageContaining("only the server's log tells, under the request " + error.requestId())
                .hasMessageNotContaining(SECRET);
        assertThat(error.requestId()).isNotEmpty();
    }

    private void overHttp(Server.Builder builder, UnaryOperator<ClientBuilder> caller, boolean open) {
        var config = HttpServerConfig.builder()
                .authenticator(headers -> headers.containsKey("authorization")
                        ? Authenticator.bearerTokens(Map.of("t", new Principal("bearer", "ann")))
                                .authenticate(headers)
                        : Principal.ANONYMOUS)
                .build();
        try (Server server = builder.http(config).start();
                Client client =
                        caller.apply(Vgi.client(server.addresses().get(0))).connect()) {
            if (open) {
                assertIsOpen(client);
            } else {
                assertIsHidden(client);
            }
        }
    }

    private static UnaryOperator<ClientBuilder> byAProxy() {
        return client -> client.header("X-Forwarded-For", "198.51.100.7");
    }

    @Test
    void callerOnThisMachine_readsThem() {
        overHttp(server(), UnaryOperator.identity(), true);
        try (Server server =
                        server().unix(folder.resolve("s")).tcp("127.0.0.1", 0).start();
                Client unix = Vgi.connect(server.addresses().get(0));
                Client tcp = Vgi.connect(server.addresses().get(1))) {
            assertIsOpen(unix);
            assertIsOpen(tcp);
        }
    }

    @Test
    void unknownCallerOfAProxyOnThisMachine_doesNot() {
        overHttp(server(), byAProxy(), false);
    }

    @Test
    void knownCallerOfAProxy_readsThem() {
        overHttp(server(), client -> byAProxy().apply(client).bearerToken("t"), true);
    }

    @Test
    void unknownCallerFromAnotherAddress_doesNot() throws IOException {
        InetAddress own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst()
                .orElse(null);
        assumeThat(own).as("an address that is not the loopback's").isNotNull();
        try (Server server = server().tcp("0.0.0.0", 0)
                        .http(HttpServerConfig.builder().host("0.0.0.0").build())
                        .start();
                Client tcp = Vgi.connect("tcp://" + own.getHostAddress() + ":" + port(server, 0));
                Client http = Vgi.connect("http://" + own.getHostAddress() + ":" + port(server, 1))) {
            assertIsHidden(tcp);
            assertIsHidden(http);
        }
    }

    private static int port(Server server, int index) {
        String address = server.addresses().get(index);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Test
    void everybodyAndNobody_areWhatTheySay() {
        overHttp(server().errorDetails(ErrorDisclosure.EVERYBODY), byAProxy(), true);
        overHttp(server().errorDetails(ErrorDisclosure.NOBODY), UnaryOperator.identity(), false);
        overHttp(server().errorDetails(ErrorDisclosure.NOBODY), client -> client.bearerToken("t"), false);
    }
}
