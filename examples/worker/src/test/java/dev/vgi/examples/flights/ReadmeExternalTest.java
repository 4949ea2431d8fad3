package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.ModuleProgram;
import dev.vgi.testing.Peer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines on large batches, compiled and run as they stand but for addresses. */
class ReadmeExternalTest {
    private static final Path HOME = Path.of(System.getProperty("vgi.home"));

    @Test
    void theLinesForLargeBatches_run(@TempDir Path folder) throws Exception {
        try (Peer store =
                ModuleProgram.start("examples/store", "dev.vgi.examples.store.LocalS3", Map.of(), "0", "my-batches")) {
            String port = Integer.toString(freePort());
            String worker = block("readme:external-worker").replace("8815", port);
            String reader = block("readme:external-reader").replace("8815", port);
            String source = """
                    import dev.vgi.arrow.Batch;
                    import dev.vgi.client.*;
                    import dev.vgi.connect.Vgi;
                    import dev.vgi.examples.flights.*;
                    import dev.vgi.external.*;
                    import dev.vgi.server.Server;
                    import dev.vgi.storage.S3Storage;
                    import java.net.URI;
                    import java.util.Set;

                    public class Readme implements java.util.concurrent.Callable<long[]> {
                        public long[] call() throws Exception {
                            long rows = 0;
                            long externalBatches = 0;
                            %s
                            try (storage; server) {
                            %s
                            }
                            return new long[] {rows, externalBatches};
                        }
                    }
                    """.formatted(worker, reader).replace("http://minio:9000", store.address());
            System.setProperty("aws.accessKeyId", "local-access-key");
            System.setProperty("aws.secretAccessKey", "local-secret-key");
            long[] read = run(folder, source);
            assertThat(read[0]).isEqualTo(200_000);
            assertThat(read[1]).isPositive();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @SuppressWarnings("unchecked")
    private static long[] run(Path folder, String source) throws Exception {
        Path file = Files.writeString(folder.resolve("Readme.java"), source);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), file.toString());
        assertThat(status).as(source).isZero();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return ((java.util.concurrent.Callable<long[]>)
                            loader.loadClass("Readme").getConstructor().newInstance())
                    .call();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The fenced block after an HTML comment of this name. */
    private static String block(String name) throws IOException {
        Matcher found = Pattern.compile("<!-- " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(HOME.resolve("README.md")));
        assertThat(found.find()).as("the README has a block '%s'", name).isTrue();
        return found.group(1);
    }
}
