package dev.vgi.tools.cli;

import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.ClientBuilder;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The worker that a command talks to, and how. */
final class WorkerOptions {
    /** The environment's bearer token. */
    private static final String TOKEN = "VGI_TOKEN";

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The worker; 'vgi --help' shows its forms.")
    private String address = "";

    @Option(
            names = "--bearer-token-file",
            paramLabel = "FILE",
            description = "HTTP: a file with the bearer token. Default: the environment's " + TOKEN + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "HTTP: one more header on each request; may be given several times.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--trust-store",
            paramLabel = "FILE",
            description = "HTTPS: the authorities to trust, as a PEM bundle. Default: those of the Java installation.")
    private @Nullable Path trustStore;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the worker may be silent. Default: ${DEFAULT-VALUE}; 0 for no limit.",
            defaultValue = "300")
    private long timeout;

    @Option(names = "--verbose", description = "Show details, the worker's traceback and the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    boolean isVerbose() {
        return verbose;
    }

    /** A client whose calls show the worker's log lines. */
    Client connect(Memory memory, PrintStream logs) {
        ClientBuilder builder = Vgi.client(address)
                .memory(memory)
                .options(CallOptions.DEFAULT
                        .withSilence(Duration.ofSeconds(timeout))
                        .withLogs(line -> logs.println(text(line))));
        headers.forEach(builder::header);
        if (trustStore != null) {
            builder.trustStore(trustStore, null);
        }
        if (tokenFile != null) {
            builder.bearerToken(token(tokenFile));
        } else if (System.getenv(TOKEN) != null) {
            builder.bearerToken(System.getenv(TOKEN));
        }
        return builder.connect();
    }

    private static String text(LogMessage line) {
        String extra = line.extra().isEmpty() ? "" : " " + line.extra();
        return "worker: " + line.level() + " " + line.message() + extra;
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw VgiException.of(
                    dev.vgi.Code.INVALID_ARGUMENT, "the --bearer-token-file " + file + " cannot be read: " + e, e);
        }
    }
}
