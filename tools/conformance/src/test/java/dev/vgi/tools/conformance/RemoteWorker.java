package dev.vgi.tools.conformance;

import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.testing.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A worker that is a program: one that listens, or one that each connection starts. */
final class RemoteWorker implements ConformancePeer {
    private final String address;
    private final Runnable end;

    private RemoteWorker(String address, Runnable end) {
        this.address = address;
        this.end = end;
    }

    /** Starts a program that prints where it listens. */
    static RemoteWorker listening(List<String> command) {
        return listening(command, "");
    }

    /** Starts a program that prints where it listens, and serves below this path there. */
    static RemoteWorker listening(List<String> command, String path) {
        Peer peer = Peer.start(command);
        return new RemoteWorker(peer.address() + path, peer::close);
    }

    /** A program that speaks over its standard input and output. */
    static RemoteWorker child(List<String> command) {
        return new RemoteWorker(address(command), () -> {});
    }

    /** A program that speaks over its standard input and output, and over shared memory. */
    static RemoteWorker sharingChild(List<String> command) {
        return new RemoteWorker("shm+cmd:" + quoted(command), () -> {});
    }

    /** The address that starts a program for each connection. */
    static String address(List<String> command) {
        return "cmd:" + quoted(command);
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** The command that runs a class of this class path. */
    static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName());
    }

    @Override
    public Client connect(Memory memory, CallOptions options) {
        return Vgi.client(address)
                .memory(memory)
                .options(options)
                .external(FakeStore.FETCHES)
                .connect();
    }

    @Override
    public void close() {
        end.run();
    }
}
