package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flights worker as a program, in both languages. */
final class Workers {
    private Workers() {}

    static Peer java(String... switches) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FlightsServer.class.getName()));
        command.addAll(List.of(switches));
        return Peer.start(command);
    }

    static Peer python(String... switches) {
        var arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("vgi.home"), "examples/python/flights_worker.py")
                        .toString(),
                "--describe"));
        arguments.addAll(List.of(switches));
        return PythonReference.require().start(arguments.toArray(String[]::new));
    }
}
