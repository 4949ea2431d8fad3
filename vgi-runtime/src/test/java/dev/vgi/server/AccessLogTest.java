package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.connect.Vgi;
import dev.vgi.http.HttpServerConfig;
import dev.vgi.protocol.Principal;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line for each call, in the form that all servers share. */
class AccessLogTest {
    @TempDir
    Path folder;

    @VgiProtocol(name = "test.Vault")
    public interface Vault {
        String open(String password);

        Producer<Batch> list(String password);
    }

    private static final class VaultWorker implements Vault {
        @Override
        public String open(String password) {
            if (password.equals("http")) {
                throw VgiException.of(
                        Code.UNAVAILABLE, "no answer from https://user:pass@example.com/v1?signature=abc today");
            }
            return "gold for " + password;
        }

        @Override
        public Producer<Batch> list(String password) {
            return Producer.of(SampleService.NUMBERS, password, (state, output) -> {
                output.emit(SampleService.numbers(output.allocator(), 1));
                output.finish();
                return state;
            });
        }
    }

    private List<JsonNode> logged(String transport, Consumer<Vault> use) throws IOException {
        Path file = folder.resolve("access.jsonl");
        try (AccessLog log = AccessLog.toFile(file)) {
            Server.Builder builder = Server.builder()
                    .host(Vault.class, new VaultWorker())
                    .serverId("vault-1")
                    .interceptor(log);
            var config = HttpServerConfig.builder()
                    .authenticator(headers -> new Principal("test", "ann"))
                    .build();
            try (Server server =
                            (transport.equals("tcp") ? builder.tcp("127.0.0.1", 0) : builder.http(config)).start();
                    Client client = Vgi.connect(server.addresses().get(0))) {
                use.accept(client.proxy(Vault.class));
            }
        }
        var records = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(file)) {
            records.add(new ObjectMapper().readTree(line));
        }
        return records;
    }

    @Test
    void line_tellsWhoCalledWhatAndHowItEnded() throws IOException {
        JsonNode line = logged("http", vault -> vault.open("sesame")).get(0);
        assertThat(line.get("logger").asText()).isEqualTo("vgi_rpc.access");
        assertThat(line.get("server_id").asText()).isEqualTo("vault-1");
        assertThat(line.get("protocol").asText()).isEqualTo("test.Vault");
        assertThat(line.get("protocol_hash").asText()).matches("[0-9a-f]{64}");
        assertThat(line.get("method").asText()).isEqualTo("open");
        assertThat(line.get("principal").asText()).isEqualTo("ann");
        assertThat(line.get("authenticated").asBoolean()).isTrue();
        assertThat(line.get("status").asText()).isEqualTo("ok");
        assertThat(line.get("http_status").asInt()).isEqualTo(200);
        assertThat(line.get("request_bytes").asInt()).isPositive();
        assertThat(line.get("response_bytes").asInt()).isPositive();
        assertThat(line.has("error_code")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void parametersAndStates_areNotInIt_onlyTheirNamesAndTypes(String transport) throws IOException {
        List<JsonNode> lines = logged(transport, vault -> {
            vault.open("hunter2");
            try (Producer<Batch> list = vault.list("hunter2")) {
                list.forEach(Batch::close);
            }
        });
        assertThat(lines.toString()).doesNotContain("hunter2").doesNotContain("gold for");
        assertThat(lines.get(0).get("request_fields").get(0).get("name").asText())
                .isEqualTo("password");
        assertThat(lines.get(0).get("request_fields").get(0).size()).isEqualTo(2);
    }

    @Test
    void error_hasItsMessageAndCode_andUrlsInItLoseTheirCredentials() throws IOException {
        JsonNode line = logged("tcp", vault -> assertThatThrownBy(() -> vault.open("http"))
                        .isInstanceOf(VgiException.class))
                .get(0);
        assertThat(line.get("status").asText()).isEqualTo("error");
        assertThat(line.get("error_code").asText()).isEqualTo("UNAVAILABLE");
        assertThat(line.get("error_message").asText()).isEqualTo("no answer from https://example.com/v1 today");
    }

    @Test
    void fileThatCannotBeWritten_isAnError() {
        assertThatThrownBy(() -> AccessLog.toFile(folder.resolve("missing/access.jsonl")))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("cannot write the access log");
    }

    /** The published validator, with its schema. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void lines_areValidByTheReferencesSchema(String transport) throws Exception {
        logged(transport, vault -> {
            vault.open("x");
            assertThatThrownBy(() -> vault.open("http")).isInstanceOf(VgiException.class);
            try (Producer<Batch> list = vault.list("all")) {
                list.forEach(Batch::close);
            }
            try (Producer<Batch> list = vault.list("none")) {
                assertThat(list.schema()).isEqualTo(SampleService.NUMBERS);
            }
        });
        Process validator = new ProcessBuilder(
                        PythonReference.require().python(),
                        "-m",
                        "vgi_rpc.access_log_conformance",
                        folder.resolve("access.jsonl").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(validator.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(validator.waitFor()).as(said).isZero();
        assertThat(said).contains("4 ");
    }
}
