package dev.vgi.connector.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.connect.PeerRules;
import dev.vgi.protocol.Principal;
import dev.vgi.server.Server;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.service.VgiProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {
    @TempDir
    private Path folder;

    @VgiProtocol(name = "Greetings")
    public interface Greetings {
        String hello();
    }

    private static ClientSpec connection(String url, Path file) {
        return new ClientSpec(
                        url,
                        "of the option",
                        Map.of("X-Tenant", "t"),
                        null,
                        null,
                        Duration.ofSeconds(10),
                        0,
                        0,
                        1 << 20,
                        FetchOptions.DEFAULT,
                        PeerRules.DEFAULT)
                .withCredentialsFile(file.toString());
    }

    @Test
    void headersAndToken_areSent_andTheTokenIsReadAnew() throws IOException {
        var received = new CopyOnWriteArrayList<Map<String, String>>();
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "auth.bearer-token = first \nheader.X-Api-Key: a key\n" + "secret-header.X-Other = another\n");
        try (Server server = Server.builder()
                        .host(Greetings.class, () -> "hello")
                        .http(HttpServerConfig.builder()
                                .authenticator(headers -> {
                                    received.add(headers);
                                    return new Principal("test", "ann");
                                })
                                .build())
                        .start();
                Client client =
                        connection(server.addresses().get(0), file).builder().connect()) {
            Greetings greetings = client.proxy(Greetings.class);
            greetings.hello();
            assertThat(received.get(received.size() - 1))
                    .containsEntry("authorization", "Bearer first")
                    .containsEntry("x-api-key", "a key")
                    .containsEntry("x-other", "another")
                    .containsEntry("x-tenant", "t");

            Files.writeString(file, "auth.bearer-token = second\n");
            greetings.hello();
            assertThat(received.get(received.size() - 1)).containsEntry("authorization", "Bearer second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer-token", "header.", "url"})
    void keyThatIsNone_isNamed_withoutItsValue(String key) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), key + " = s3cret\n");
        assertThatThrownBy(() -> connection("http://127.0.0.1:1", file).builder())
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(
                        "has the key '" + key + "', expected auth.bearer-token, header.<name>, secret-header.<name> or"
                                + " trust-store.password")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "s3cret\nauth.bearer-token = other",
                "secret",
                "secret=",
                "S3CRET = 1",
                "eyJhbGciOi.eyJzdWIi.s3cret",
                "c2VjcmV0==",
                "secret.secret.secret.secret.secret.secret.secret = 1"
            })
    void lineThatMayBeTheCredentialItself_isNotShown(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), text + "\n");
        assertThatThrownBy(() -> connection("http://127.0.0.1:1", file).builder())
                .hasMessageContaining(
                        "'" + file + "' has a line that is no 'key = value', expected auth.bearer-token, ")
                .satisfies(e -> assertThat(e.getMessage().replace("secret-header", ""))
                        .doesNotContainIgnoringCase("s3cret")
                        .doesNotContain("secret", "c2Vj", "eyJ"))
                .hasNoCause();
    }

    @Test
    void absentFile_isNamed() {
        assertThatThrownBy(() ->
                        connection("http://127.0.0.1:1", folder.resolve("none")).builder())
                .hasMessageContaining("none' cannot be read on this machine (NoSuchFileException)");
    }
}
