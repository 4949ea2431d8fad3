package dev.vgi.spark;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The example worker in Python, as its users start it. */
final class FlightsWorker {
    static final Path SCRIPT = Path.of(System.getProperty("vgi.home"), "examples", "python", "flights_worker.py");

    private FlightsWorker() {}

    static Peer http(String... more) {
        return start("--http", more);
    }

    static Peer unix(Path socket, String... more) {
        var arguments = new ArrayList<>(List.of("--idle-timeout", "0"));
        arguments.addAll(List.of(more));
        return start("--unix=" + socket, arguments.toArray(String[]::new));
    }

    private static Peer start(String transport, String... more) {
        var arguments = new ArrayList<>(List.of(SCRIPT.toString(), transport));
        arguments.addAll(List.of(more));
        return PythonReference.require().start(arguments.toArray(String[]::new));
    }
}
