package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.http.HttpTransport;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.KeyFile;
import dev.vgi.net.Tls;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https, with a certificate for {@code localhost} that signs itself. */
class HttpTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static TestDispatcher dispatcher;
    private static HttpServer server;
    private static HttpServer plain;
    private final Memory memory = Memory.create();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path store = folder.resolve("key.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store,
                "-alias",
                "worker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=worker",
                "-ext",
                "san=dns:localhost");
        keytool("-exportcert", "-keystore", store, "-alias", "worker", "-rfc", "-file", folder.resolve("ca.pem"));
        keytool(
                "-importcert",
                "-noprompt",
                "-keystore",
                folder.resolve("ca.p12"),
                "-alias",
                "ca",
                "-file",
                folder.resolve("ca.pem"));
        dispatcher = new TestDispatcher();
        server = HttpServer.start(
                dispatcher,
                HttpServerConfig.builder().tls(new KeyFile(store, PASSWORD)).build());
        plain = HttpServer.start(dispatcher, HttpServerConfig.builder().build());
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        List.of(arguments).forEach(argument -> command.add(argument.toString()));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @AfterAll
    static void stop() {
        plain.close();
        server.close();
        dispatcher.close();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private void call(String address, Tls tls) {
        try (HttpTransport transport = HttpTransport.builder(address, memory)
                        .connections(ConnectionConfig.DEFAULT.withTls(tls))
                        .build();
                Batch row = Rows.parameters(memory.allocator(), "data", new byte[2 << 20]);
                Batch result = transport.call(new Request(
                        TestDispatcher.PROTOCOL,
                        "echo",
                        row,
                        Metadata.EMPTY,
                        Idempotency.UNKNOWN,
                        CallOptions.DEFAULT))) {
            assertThat(result.rowCount()).isOne();
        }
    }

    private static String named(HttpServer server, String scheme) {
        return server.address().replaceFirst("https?://127.0.0.1", scheme + "://localhost");
    }

    private static void assertUntrusted(Throwable error, String message) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        VgiException.class, found -> assertThat(found.code()).isEqualTo(Code.FAILED_PRECONDITION))
                .hasMessageContaining(message);
    }

    @Test
    void trustedBundle_isEnough() {
        call(named(server, "https"), Tls.trusting(folder.resolve("ca.pem")));
    }

    @Test
    void trustedStore_isEnough() {
        call(named(server, "https"), new Tls(folder.resolve("ca.p12"), PASSWORD));
    }

    @Test
    void unknownAuthority_isRefused() {
        assertThatThrownBy(() -> call(named(server, "https"), Tls.SYSTEM))
                .satisfies(error -> assertUntrusted(error, "trustStore"));
    }

    @Test
    void otherHostName_isRefused() {
        assertThatThrownBy(() -> call(server.address(), Tls.trusting(folder.resolve("ca.pem"))))
                .satisfies(error -> assertUntrusted(error, "the TLS handshake with " + server.address()));
    }

    @Test
    void httpsToAPlainServer_isNamed() {
        assertThatThrownBy(() -> call(named(plain, "https"), Tls.SYSTEM))
                .satisfies(error -> assertUntrusted(error, "plain http"));
    }

    @Test
    void httpToATlsServer_fails() {
        assertThatThrownBy(() -> call(named(server, "http"), Tls.SYSTEM)).isInstanceOf(VgiException.class);
    }

    @Test
    void trustStoreThatIsNone_isNamed() {
        assertThatThrownBy(() -> call(named(server, "https"), Tls.trusting(folder.resolve("missing.pem"))))
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> call(named(server, "https"), new Tls(folder.resolve("ca.p12"), "wrong")))
                .hasMessageContaining("trustStorePassword");
    }
}
