package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.server.Server;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published clients of older releases, whose requests have another form, are told which form this worker takes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderClientsTest {
    private static final String SCRIPT = """
            import sys
            from vgi_rpc.conformance import ConformanceService
            from vgi_rpc.http import http_connect
            from vgi_rpc.rpc import RpcError

            url, call = sys.argv[1:]
            try:
                with http_connect(ConformanceService, url) as client:
                    if call == "unary":
                        print(client.echo_string(value="x"))
                    else:
                        print(list(client.produce_n(count=1)))
            except RpcError as e:
                print(f"{type(e).__name__}: {e}")
            """;

    private Server server;

    @BeforeAll
    void start() {
        server = Worker.start("--http", "0");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"0.42.3, unary", "0.42.3, stream"})
    void clientOfAnOlderRelease_isToldTheVersionThatIsSpoken(String release, String call) throws Exception {
        String said = run(release, call);

        assertThat(said).contains("RpcError").contains("version 1").contains("{protocol}/{method}");
    }

    private String run(String release, String call) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        PythonReference.require(release).python(),
                        "-c",
                        SCRIPT,
                        server.addresses().get(0),
                        call)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
        return said;
    }
}
