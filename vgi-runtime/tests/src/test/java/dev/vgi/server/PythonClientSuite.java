package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vgi.arrow.Memory;
import dev.vgi.service.ServiceInterface;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server called by the published Python client; each test looks at one thing that it got. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PythonClientSuite {
    private final SampleService service = new SampleService();
    private JsonNode got = MissingNode.getInstance();

    /** Adds the transport. */
    abstract Server.Builder on(Server.Builder server, Path folder);

    @BeforeAll
    void call(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("sample_client.py");
        try (var source = Objects.requireNonNull(PythonClientSuite.class.getResourceAsStream("sample_client.py"))) {
            Files.copy(source, script);
        }
        String python = PythonReference.require().python();
        try (Memory memory = Memory.create(0);
                Server server = on(Server.builder().host(Sample.class, service).memory(memory), folder)
                        .start()) {
            got = run(folder, python, script.toString(), server.addresses().get(0));
        }
    }

    private static JsonNode run(Path folder, String... command) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (var output = process.getInputStream()) {
            byte[] json = output.readAllBytes();
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return new ObjectMapper().readTree(json);
        }
    }

    private void assertGot(String key, String json) throws IOException {
        assertThat(got.get(key)).isEqualTo(new ObjectMapper().readTree(json));
    }

    @Test
    void unaryCalls_answer() throws IOException {
        assertGot("add", "42");
        assertGot("greet", "\"Hello, Ada\"");
        assertGot("mirror", "{\"x\": 2, \"y\": 1}");
        assertGot("next_color", "\"GREEN\"");
        assertGot("find", "[null, {\"x\": 1, \"y\": 2}]");
        assertGot("nothing", "null");
        assertGot("pass_on", "[\"re: n\", [{\"v\": 1}, {\"v\": 2}]]");
    }

    @Test
    void logs_arrive() throws IOException {
        assertGot("logs", "[[\"INFO\", \"greeting Ada\", \"greet\"]]");
    }

    @Test
    void errors_keepTypeCodeKindAndDetails() {
        JsonNode checked = got.get("checked");
        assertThat(checked.get("type").asText()).isEqualTo("IOException");
        assertThat(checked.get("message").asText()).contains("the disk is full");
        assertThat(checked.get("code").asText()).isEqualTo("UNKNOWN");
        assertThat(checked.get("traced").asBoolean()).isTrue();
        JsonNode classified = got.get("classified");
        assertThat(classified.get("code").asText()).isEqualTo("NOT_FOUND");
        assertThat(classified.get("kind").asText()).isEqualTo("thing_missing");
        assertThat(classified.get("details").get(0).get("@type").asText()).isEqualTo("vgi_rpc.RetryInfo");
        assertThat(got.get("null_instead").get("message").asText()).contains("test.Sample/null_instead");
    }

    @Test
    void errorsOfStreams_leaveTheConnectionInStep() throws IOException {
        assertThat(got.get("on_open").get("message").asText()).contains("not today");
        assertThat(got.get("in_turn").get("message").asText()).contains("too late");
        assertGot("after_errors", "2");
    }

    @Test
    void producers_runTurnByTurn() throws IOException {
        assertGot("count", "[[[{\"n\": 0}], \"0\"], [[{\"n\": 1}], \"1\"]]");
        assertGot("header", "{\"x\": 0, \"y\": 1}");
        assertGot("headed", "[[{\"n\": 0}]]");
    }

    @Test
    void exchanges_takeWhatFits_andRefuseTheRest() throws IOException {
        assertGot("scale", "[{\"value\": 3.0}]");
        assertGot("cast", "[{\"value\": 6.0}]");
        assertGot("running_sum", "[[{\"n\": 3}], [{\"n\": 7}]]");
        assertThat(got.get("misfit").get("type").asText()).isEqualTo("TypeError");
        assertThat(got.get("misfit").get("message").asText())
                .contains("Input schema mismatch: expected (value: float64), got (value: utf8)");
    }

    @Test
    void cancel_reachesTheMethod() throws IOException {
        assertGot("after_cancel", "4");
        assertThat(service.cancelled).hasValue(1);
    }

    @Test
    void olderClient_isToldToUpgrade() {
        JsonNode stale = got.get("stale");
        assertThat(stale.get("kind").asText()).isEqualTo("protocol_version_mismatch");
        assertThat(stale.get("message").asText()).contains("upgrade the client");
    }

    @Test
    void reflection_tellsOfTheServiceAndOfItself() throws IOException {
        String hash = ServiceInterface.of(Sample.class).description().summary().hash();
        assertGot(
                "protocols",
                "[[\"test.Sample\", \"1.4.2\", \"" + hash + "\"], [\"vgi_rpc.Reflection.v1\", \"\","
                        + " \"3c7db4cae8cdfc93dc4a76e73b8b759e18e45e6a5811adba4e520366344b919a\"]]");
        assertThat(got.get("kinds").get("count").asText()).isEqualTo("producer");
        assertThat(got.get("kinds").get("scale").asText()).isEqualTo("exchange");
        assertGot("idempotency", "{\"add\": \"no_side_effects\", \"range\": \"idempotent\"}");
        assertGot("deprecated", "[\"explode\"]");
        assertThat(got.get("undescribed").get("kind").asText()).isEqualTo("protocol_not_supported");
    }
}
