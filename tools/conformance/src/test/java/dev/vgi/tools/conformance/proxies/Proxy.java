package dev.vgi.tools.conformance.proxies;

import dev.vgi.testing.PythonReference;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A proxy of the distribution, with the configuration that {@code docs/deployment.md} gives for it. */
enum Proxy {
    NGINX("nginx") {
        @Override
        String prepare(String configuration, Path folder) {
            String folders = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                    .map(name -> "    " + name + "_temp_path " + folder.resolve(name) + ";\n")
                    .reduce("    access_log off;\n", String::concat);
            return configuration.replace("http {\n", "http {\n" + folders);
        }

        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            String main = "daemon off; error_log stderr; pid " + folder.resolve("pid") + ";";
            return List.of(program, "-p", folder.toString(), "-c", file.toString(), "-g", main);
        }
    },
    HAPROXY("haproxy") {
        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            return List.of(program, "-db", "-f", file.toString());
        }
    },
    APACHE("apache2") {
        @Override
        String prepare(String configuration, Path folder) {
            return """
                    ServerRoot /usr/lib/apache2
                    ServerName localhost
                    User www-data
                    Group www-data
                    DefaultRuntimeDir %1$s
                    PidFile %1$s/pid
                    ErrorLog /dev/stderr
                    """.formatted(folder) + configuration;
        }

        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            return List.of(program, "-DFOREGROUND", "-f", file.toString());
        }
    },
    LIGHTTPD("lighttpd") {
        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            return List.of(program, "-D", "-f", file.toString());
        }
    },
    VARNISH("varnishd") {
        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            return List.of(
                    program,
                    "-j",
                    "none",
                    "-F",
                    "-f",
                    file.toString(),
                    "-a",
                    "127.0.0.1:" + port,
                    "-n",
                    folder.toString(),
                    "-p",
                    "timeout_idle=75");
        }
    },
    CADDY("caddy") {
        @Override
        List<String> command(String program, Path file, Path folder, int port) {
            return List.of(program, "run", "--adapter", "caddyfile", "--config", file.toString());
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String program;

    Proxy(String program) {
        this.program = program;
    }

    /** What the page's configuration lacks where no distribution's own stands around it. */
    String prepare(String configuration, Path folder) {
        return configuration;
    }

    abstract List<String> command(String program, Path file, Path folder, int port);

    /**
     * Starts it on a free port, before a worker on this machine; what it prints goes to the test's output.
     *
     * @param worker the worker's port
     * @param folder an empty folder
     */
    Running start(int worker, Path folder) throws IOException {
        String path = Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> PythonReference.missing(program));
        int port = freePort();
        String configuration = configuration()
                .replace(":8080", ":" + port)
                .replaceAll("(?<=\\blisten |Listen |= )8080\\b", Integer.toString(port))
                .replaceAll("\\b8815\\b", Integer.toString(worker));
        Path file = Files.writeString(folder.resolve("configuration"), prepare(configuration, folder));
        Files.createDirectories(folder.resolve("run"));
        var builder = new ProcessBuilder(command(path, file, folder.resolve("run"), port));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var running = new Running(process, port, folder.resolve("log"));
        running.awaitReady();
        return running;
    }

    private String configuration() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vgi.home"), "docs/deployment.md"));
        Matcher block = Pattern.compile(
                        "<!-- proxy:" + name().toLowerCase(Locale.ROOT) + " -->\n```\\w+\n(.*?)```", Pattern.DOTALL)
                .matcher(page);
        if (!block.find()) {
            throw new AssertionError("docs/deployment.md has no configuration for " + name());
        }
        return block.group(1);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** A proxy that runs. */
    record Running(Process process, int port, Path log) implements AutoCloseable {
        String address() {
            return "http://127.0.0.1:" + port;
        }

        private void awaitReady() {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the proxy has ended: " + Files.readString(log));
                }
                try (var socket = new Socket("127.0.0.1", port)) {
                    return socket.isConnected();
                } catch (IOException e) {
                    return false;
                }
            });
        }

        @Override
        public void close() {
            process.destroy();
            Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        }
    }
}
