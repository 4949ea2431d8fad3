package dev.vgi.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command line of a program on this JVM's Java. */
final class JavaProgram {
    private JavaProgram() {}

    /** Returns the command line of a program of this process's class path. */
    static List<String> ours(String main, List<String> arguments) {
        return command("-Xmx512m", System.getProperty("java.class.path"), main, arguments);
    }

    /**
     * Returns the command line of the main class of a module that was built, with the class path that its build wrote.
     *
     * @param module a folder below the project's, such as {@code examples/spark}
     */
    static List<String> of(String module, String main, List<String> arguments) throws IOException {
        Path target = home().resolve(module).resolve("target");
        Path classPath = target.resolve("class-path");
        if (Files.notExists(classPath)) {
            throw new IOException(
                    "found no " + classPath + ": build " + module + " first (./vgi demo does, and so does mvn verify)");
        }
        return command(
                "-Xmx2g",
                target.resolve("classes")
                        + System.getProperty("path.separator")
                        + Files.readString(classPath).strip(),
                main,
                arguments);
    }

    static Path home() {
        return Path.of(System.getProperty("vgi.home", "."));
    }

    private static List<String> command(String heap, String classPath, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home().resolve("tools/jvm.options"),
                heap,
                "-cp",
                classPath,
                main));
        command.addAll(arguments);
        return command;
    }
}
