package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.ModuleProgram;
import dev.vgi.testing.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines on large batches, compiled and run as they stand but for addresses. */
class ReadmeExternalTest {
    @Test
    void theLinesForLargeBatches_run(@TempDir Path folder) throws Exception {
        try (Peer store =
                ModuleProgram.start("examples/store", "dev.vgi.examples.store.LocalS3", Map.of(), "0", "my-batches")) {
            String lines = """
                    long externalBatches = 0;
                    %s
                    try (storage; server) {
                    %s
                    }
                    """.formatted(
                            Snippet.of("README.md", "readme:external-worker"),
                            Snippet.of("README.md", "readme:external-reader"))
                    .replace("8815", Integer.toString(freePort()))
                    .replace("http://minio:9000", store.address());
            System.setProperty("aws.accessKeyId", "local-access-key");
            System.setProperty("aws.secretAccessKey", "local-secret-key");
            long[] read = Snippet.run(folder, lines, "new long[] {rows, externalBatches}");
            assertThat(read[0]).isEqualTo(200_000);
            assertThat(read[1]).isPositive();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
