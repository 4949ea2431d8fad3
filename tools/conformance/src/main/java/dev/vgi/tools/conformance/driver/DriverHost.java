package dev.vgi.tools.conformance.driver;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Client drivers for a whole run: each connection to a unix socket is what the standard streams of a
 * {@link ClientDriver} are, so that a suite does not wait for a JVM to start in each of its cases. It ends with its
 * standard input.
 */
final class DriverHost {
    private DriverHost() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments the path of the socket, which does not exist yet
     */
    public static void main(String[] arguments) throws IOException {
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            start("accept", () -> accept(listener));
            System.out.println("DRIVER:" + arguments[0]);
            while (System.in.read() >= 0) {
                // Nothing is said on it: its end is the suite's.
            }
        }
        // A driver of a case that was given up may still wait for its worker.
        Runtime.getRuntime().halt(0);
    }

    private static void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                start("driver", () -> drive(connection));
            }
        } catch (IOException e) {
            // The suite has ended.
        }
    }

    private static void drive(SocketChannel connection) {
        try (connection) {
            ClientDriver.serve(Channels.newInputStream(connection), Channels.newOutputStream(connection));
        } catch (IOException e) {
            System.err.println("a case left its driver: " + e);
        }
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
