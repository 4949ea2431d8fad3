package dev.vgi.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of another module, with the class path that its build wrote: a peer that shares no class with the test. */
public final class ModuleProgram {
    private ModuleProgram() {}

    /**
     * Starts it and waits for its address.
     *
     * @param module a folder below the project's, such as {@code examples/worker}; it was packaged before
     * @param environment what it finds in its environment besides ours
     */
    public static Peer start(String module, String main, Map<String, String> environment, String... arguments) {
        Path home = Path.of(System.getProperty("vgi.home"));
        Path target = home.resolve(module).resolve("target");
        try {
            List<String> command = new ArrayList<>(List.of("env"));
            environment.forEach((name, value) -> command.add(name + "=" + value));
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + home.resolve("tools/jvm.options"),
                    "-Xmx512m",
                    "-cp",
                    target.resolve("classes")
                            + File.pathSeparator
                            + Files.readString(target.resolve("class-path")).strip(),
                    main));
            command.addAll(List.of(arguments));
            return Peer.start(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
