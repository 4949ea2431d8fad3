package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.server.Server;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines at the top of the client's page, compiled and run as they stand but for the address. */
class ClientPageSnippetTest {
    @Test
    void theFirstLines_run(@TempDir Path folder) throws Exception {
        try (Server server = Server.builder()
                .host(Flights.class, new FlightsWorker(50_000))
                .http(0)
                .start()) {
            String lines = Snippet.of("docs/client.md", "page:client")
                    .replace("http://localhost:8815", server.addresses().get(0));
            long[] read = Snippet.run(folder, lines, "new long[] {rows, calls}");
            assertThat(read).containsExactly(33_883, 1);
        }
    }
}
