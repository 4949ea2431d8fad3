package dev.vgi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A store that is written in Go, as a process on a free port of the loopback address. Go builds it on first use, which
 * takes minutes; the program stays in the user's cache folder.
 */
public final class GoServer implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final URI endpoint;
    private final Path folder;

    private GoServer(Process process, URI endpoint, Path folder) {
        this.process = process;
        this.endpoint = endpoint;
        this.folder = folder;
    }

    /** An S3 server with these credentials and without a bucket. */
    public static GoServer minio(String accessKey, String secretKey) {
        return start(
                "github.com/minio/minio",
                "v0.0.0-20260212201848-7aac2a2c5b7c",
                Map.of("MINIO_ROOT_USER", accessKey, "MINIO_ROOT_PASSWORD", secretKey, "MINIO_UPDATE", "off"),
                (host, port, folder) ->
                        List.of("server", "--quiet", "--address", host + ":" + port, folder.toString()));
    }

    /** An emulator of Google Cloud Storage, which checks neither credentials nor signatures; without a bucket. */
    public static GoServer fakeGcs() {
        return start(
                "github.com/fsouza/fake-gcs-server",
                "v1.56.1",
                Map.of(),
                (host, port, folder) -> List.of(
                        "-scheme",
                        "http",
                        "-host",
                        host,
                        "-port",
                        Integer.toString(port),
                        "-public-host",
                        host + ":" + port,
                        "-external-url",
                        "http://" + host + ":" + port,
                        "-log-level",
                        "warn",
                        "-filesystem-root",
                        folder.toString()));
    }

    /** Where it listens: {@code http://127.0.0.1:port}. */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Arguments {
        List<String> of(String host, int port, Path folder);
    }

    private static GoServer start(String module, String version, Map<String, String> settings, Arguments arguments) {
        try {
            Path program = program(module, version);
            Path folder = Files.createTempDirectory(program.getFileName() + "-");
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            var command = new ArrayList<>(List.of(program.toString()));
            command.addAll(arguments.of("127.0.0.1", port, folder));
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(settings);
            var server = new GoServer(builder.start(), URI.create("http://127.0.0.1:" + port), folder);
            server.awaitListening();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + START_NANOS; ; ) {
            try (var connection = new Socket(endpoint.getHost(), endpoint.getPort())) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    close();
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static Path program(String module, String version) throws IOException {
        String name = module.substring(module.lastIndexOf('/') + 1);
        Path folder = Files.createDirectories(PythonReference.cache().resolve("go"));
        Path program = folder.resolve(name + "-" + version);
        try (var channel = FileChannel.open(
                        folder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && Files.notExists(program)) {
                Path bin = Files.createTempDirectory(folder, "build-");
                var install = new ProcessBuilder("go", "install", module + "@" + version).inheritIO();
                install.environment().put("GOBIN", bin.toString());
                if (install.start().waitFor() != 0) {
                    throw PythonReference.missing("Go that can install " + module + "@" + version);
                }
                Files.move(bin.resolve(name), program);
                Files.delete(bin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Cannot run program")) {
                throw PythonReference.missing("Go on the path, to build " + module);
            }
            throw e;
        }
        return program;
    }
}
