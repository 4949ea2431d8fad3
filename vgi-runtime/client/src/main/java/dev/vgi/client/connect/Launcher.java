package dev.vgi.client.connect;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.transport.SocketFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the worker that all callers of this user share, unless it runs. Launchers of other languages find the same
 * one: by a socket whose name is made of the command, the working directory and the variables {@code VGI_RPC_*}.
 */
final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /** After so long without a caller a worker ends by itself. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(60);
    private static final int LAST_LINES = 20;

    /** Pauses before a refused socket is believed to be dead, in milliseconds. */
    private static final int[] REFUSED = {0, 50, 100, 200};

    private final List<String> command;
    private final Path folder;
    private final Path socket;
    private final String hash;

    /** @throws VgiException FAILED_PRECONDITION where the folder of the sockets is not this user's */
    Launcher(List<String> command, Map<String, String> environment) {
        this.command = List.copyOf(command);
        this.folder = folder(environment);
        this.hash = LaunchHash.of(command, workingDirectory(), environment);
        this.socket = folder.resolve(hash + ".sock");
    }

    Path socket() {
        return socket;
    }

    /** Starts the worker unless it listens already; returns once it listens. */
    void ensureRunning() throws IOException {
        try (LaunchLock lock = LaunchLock.acquire(folder.resolve(hash + ".lock"), LOCK)) {
            if (isListening()) {
                return;
            }
            SocketFile.removeStale(socket);
            describe();
            start();
        }
    }

    private boolean isListening() throws IOException {
        if (Files.notExists(socket)) {
            return false;
        }
        for (int pause : REFUSED) {
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                TimeUnit.MILLISECONDS.sleep(pause);
                probe.connect(UnixDomainSocketAddress.of(socket));
                return true;
            } catch (SocketException e) {
                LOG.debug("nobody listens on {}: {}", socket, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
        }
        return false;
    }

    /** Writes a description of the worker, for people who ask what runs and for launchers that tidy up. */
    private void describe() throws IOException {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("cmd", command);
        facts.put("cwd", workingDirectory());
        facts.put("socket", socket.toString());
        facts.put("started_at", System.currentTimeMillis() / 1000.0);
        facts.put("launcher_pid", ProcessHandle.current().pid());
        Files.writeString(
                folder.resolve(hash + ".meta"),
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(facts));
    }

    /** Starts the worker, with its standard error in a file because the worker outlives this process. */
    private void start() throws IOException {
        Path errors = folder.resolve(hash + ".stderr");
        var words = new ArrayList<>(command);
        words.addAll(List.of("--unix", socket.toString(), "--idle-timeout", Long.toString(IDLE.toSeconds())));
        Process worker = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors.toFile())
                .start();
        var listening = new CompletableFuture<Boolean>();
        var reader = new Thread(() -> follow(worker, listening), "vgi-launched-" + worker.pid());
        reader.setDaemon(true);
        reader.start();
        try {
            if (!listening.get(START.toSeconds(), TimeUnit.SECONDS)) {
                worker.waitFor(1, TimeUnit.SECONDS);
                throw failed("ended before it listened", errors);
            }
        } catch (TimeoutException e) {
            worker.destroy();
            throw failed("did not print UNIX:" + socket + " within " + Durations.text(START), errors);
        } catch (InterruptedException e) {
            worker.destroy();
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted while a worker starts", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** Reads on after the worker's one line, so that it never waits for a reader. */
    private void follow(Process worker, CompletableFuture<Boolean> listening) {
        try (var lines = new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("UNIX:" + socket)) {
                    listening.complete(true);
                }
            }
        } catch (IOException e) {
            LOG.debug("the output of a launched worker ended", e);
        }
        listening.complete(false);
    }

    private VgiException failed(String what, Path errors) throws IOException {
        List<String> lines =
                Files.readString(errors, StandardCharsets.ISO_8859_1).lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return VgiException.builder(
                        Code.UNAVAILABLE,
                        "the worker program " + command.get(0) + " " + what
                                + (last.isEmpty()
                                        ? " and wrote nothing to its standard error"
                                        : "; the last of its standard error:\n" + String.join("\n", last)))
                .kind(ErrorKind.WORKER_NOT_REACHED)
                .build();
    }

    private static String workingDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }

    /**
     * Returns the folder of the sockets: {@code $XDG_RUNTIME_DIR/vgi-rpc}, or {@code $TMPDIR/vgi-rpc-UID}; this user's
     * alone.
     */
    private static Path folder(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Path folder = runtime.isEmpty()
                    ? Path.of(environment.getOrDefault("TMPDIR", "/tmp"), "vgi-rpc-" + user)
                    : Path.of(runtime, "vgi-rpc");
            Files.createDirectories(folder);
            Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (!owner.equals(user)) {
                throw VgiException.of(
                        Code.FAILED_PRECONDITION, folder + " belongs to user " + owner + ", expected " + user);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnsupportedOperationException e) {
            throw VgiException.of(Code.UNIMPLEMENTED, "launch: addresses need a POSIX system", e);
        }
    }
}
