package dev.vgi.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker as a process, known by the discovery line that it prints first. Closing it ends the process. */
public final class Peer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final String address;
    private final Deque<String> output = new ArrayDeque<>();

    private Peer(Process process, List<String> command) {
        this.process = process;
        var line = new CompletableFuture<String>();
        follow(command, line);
        try {
            address = address(line.get(START.toSeconds(), TimeUnit.SECONDS));
            awaitListening();
        } catch (TimeoutException | IOException | java.util.concurrent.ExecutionException | InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("no discovery line from " + command + "; it printed " + output(), e);
        }
    }

    /** Starts a worker that prints {@code PORT:<n>}, {@code UNIX:<path>} or {@code TCP:<host>:<port>}. */
    public static Peer start(List<String> command) {
        try {
            return new Peer(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens: {@code http://127.0.0.1:port}, {@code unix:/path} or {@code tcp://host:port}. */
    public String address() {
        return address;
    }

    public Process process() {
        return process;
    }

    /** The last lines that it printed. */
    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Some workers print where they listen before they do. */
    private void awaitListening() throws IOException, InterruptedException, TimeoutException {
        boolean unix = address.startsWith("unix:");
        SocketAddress target = unix
                ? UnixDomainSocketAddress.of(address.substring("unix:".length()))
                : new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), URI.create(address).getPort());
        for (long end = System.nanoTime() + START.toNanos(); System.nanoTime() < end; ) {
            try (var socket = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
                socket.connect(target);
                return;
            } catch (SocketException e) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        throw new TimeoutException(address + " does not listen");
    }

    private void follow(List<String> command, CompletableFuture<String> discovery) {
        var reader = new Thread(
                () -> {
                    try (var lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.matches("(PORT|UNIX|TCP):.*")) {
                                discovery.complete(line);
                            }
                            synchronized (output) {
                                output.addLast(line);
                                if (output.size() > 50) {
                                    output.removeFirst();
                                }
                            }
                        }
                    } catch (IOException e) {
                        discovery.completeExceptionally(e);
                    }
                    discovery.completeExceptionally(new IllegalStateException(command + " ended: " + output()));
                },
                "peer-output");
        reader.setDaemon(true);
        reader.start();
    }

    private static String address(String line) {
        String value = line.substring(line.indexOf(':') + 1).strip();
        return switch (line.substring(0, line.indexOf(':'))) {
            case "PORT" -> "http://127.0.0.1:" + value;
            case "UNIX" -> "unix:" + value;
            default -> "tcp://" + value;
        };
    }
}
