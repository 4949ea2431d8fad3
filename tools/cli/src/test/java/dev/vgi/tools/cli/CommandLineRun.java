package dev.vgi.tools.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a user sees of one command.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 * @param bytes its standard output as bytes
 */
record CommandLineRun(int status, String out, String err, byte[] bytes) {
    static CommandLineRun vgi(String... arguments) {
        return vgi(0, arguments);
    }

    /** @param columns the width of the terminal, 0 for none */
    static CommandLineRun vgi(int columns, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Main.run(
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        columns),
                arguments);
        return new CommandLineRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), out.toByteArray());
    }
}
