package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.testing.PythonReference;
import dev.vgi.types.SchemaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line for each call, in the form that all servers share. */
class AccessLogTest {
    private static final String TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Map<String, Object> CLAIMS = Map.of(
            "aud",
            List.of("vault", "https://user:pass@example.com/v1?signature=abc"),
            "auth_time",
            1_800_000_000L,
            "admin",
            true,
            "email",
            "ann@example.com",
            "refresh_token",
            "hunter2",
            "org",
            Map.of("id", 7, "contact_phone", "555 1234"),
            "seen",
            Instant.EPOCH);

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
        return loggedOfClient(transport, client -> use.accept(client.proxy(Vault.class)));
    }

    private List<JsonNode> loggedOfClient(String transport, Consumer<Client> use) throws IOException {
        Path file = folder.resolve("access.jsonl");
        try (AccessLog log = AccessLog.toFile(file)) {
            Server.Builder builder = Server.builder()
                    .host(Vault.class, new VaultWorker())
                    .serverId("vault-1")
                    .serverVersion("3.1.4")
                    .interceptor(log);
            var config = HttpServerConfig.builder()
                    .authenticator(headers -> new Principal("test", "ann", CLAIMS))
                    .build();
            try (Server server =
                            (transport.equals("tcp") ? builder.tcp("127.0.0.1", 0) : builder.http(config)).start();
                    Client client = Vgi.client(server.addresses().get(0))
                            .header("traceparent", TRACE_PARENT)
                            .connect()) {
                use.accept(client);
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
    void claims_areTold_andThoseOfAPersonOnlyNamed() throws Exception {
        JsonNode line = logged("http", vault -> vault.open("sesame")).get(0);

        assertThat(line.get("claims")).isEqualTo(new ObjectMapper().readTree("""
                                        {"aud": ["vault", "https://example.com/v1"], "auth_time": 1800000000, "admin": true,
                                         "email": "[redacted]", "refresh_token": "[redacted]",
                                         "org": {"id": 7, "contact_phone": "[redacted]"}, "seen": "1970-01-01T00:00:00Z"}
                                        """));
        assertThat(logged("tcp", vault -> vault.open("sesame")).get(1).has("claims"))
                .as("callers of whom nothing is known")
                .isFalse();
    }

    @Test
    void buildOfTheServer_isTold() throws IOException {
        assertThat(logged("tcp", vault -> vault.open("sesame"))
                        .get(0)
                        .get("server_version")
                        .asText())
                .isEqualTo("3.1.4");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01, 00f067aa0ba902b7",
        "tcp, cc-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-later, 00f067aa0ba902b7",
        "tcp, 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-later, ",
        "tcp, ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01, ",
        "tcp, 00-00000000000000000000000000000000-00f067aa0ba902b7-01, ",
        "tcp, 00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01, ",
        "tcp, 00-0AF7651916CD43DD8448EB211C80319C-00f067aa0ba902b7-01, ",
        "tcp, , ",
        "http, 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01, 00f067aa0ba902b7",
        "http, , b7ad6b7169203331"
    })
    void traceOfTheCaller_isTold_whereThereIsOne(String transport, String metadata, String span) throws IOException {
        JsonNode line = loggedOfClient(transport, client -> client.method("test.Vault/open")
                        .argsSchema(SchemaText.parse("password STRING NOT NULL"))
                        .arg("password", "sesame")
                        .metadata(metadata == null ? Metadata.EMPTY : Metadata.of("traceparent", metadata))
                        .call())
                .get(0);

        assertThat(line.path("span_id").asText(null)).isEqualTo(span);
        assertThat(line.path("trace_id").asText(null))
                .isEqualTo(span == null ? null : "0af7651916cd43dd8448eb211c80319c");
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
