package dev.vgi.examples.flights;

import dev.vgi.server.Server;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.storage.S3Storage;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the flights worker as a program. It takes the switches of a Python worker's {@code run_server}, and prints where
 * it listens as soon as it does: {@code PORT:8815}, {@code UNIX:/path} or {@code TCP:host:port}, one line for each.
 */
@Command(
        name = "flights-worker",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Serves 200,000 flights of 2001 and the airports of the USA.",
            "On --http, --unix or --tcp it serves any number of clients, on several of them where several are given, and prints"
                    + " where: PORT:8815, UNIX:/path or TCP:host:port. Without them it serves one client on standard"
                    + " input and output."
        })
public final class FlightsServer implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";

    @Option(names = "--http", description = "Listen for HTTP, on --host and --port.")
    private boolean http;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = LOOPBACK,
            description = "The address of --http. Default: ${DEFAULT-VALUE}, which other machines do not reach.")
    private String host = LOOPBACK;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port of --http. Default: a free one.")
    private int port;

    @Option(names = "--unix", paramLabel = "PATH", description = "Listen on a unix socket.")
    private @Nullable Path unix;

    @Option(
            names = "--socket-mode",
            paramLabel = "OCTAL",
            defaultValue = "600",
            description = "The permissions of --unix. Default: ${DEFAULT-VALUE}, which lets in this user alone.")
    private String socketMode = "600";

    @Option(
            names = "--tcp",
            paramLabel = "[HOST:]PORT",
            description = "Listen on a TCP port, 0 for a free one, on " + LOOPBACK + " unless told otherwise.")
    private @Nullable String tcp;

    @Option(
            names = "--describe",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Let clients ask what is hosted, which is the default, or not.")
    private boolean describe = true;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "256",
            description = "How many clients a socket serves at once; others wait a minute. Default: ${DEFAULT-VALUE}.")
    private int maxConnections;

    @Option(
            names = "--batch-rows",
            paramLabel = "N",
            defaultValue = "${env:FLIGHTS_BATCH_ROWS:-" + FlightsWorker.DEFAULT_BATCH_ROWS + "}",
            description = "How many flights a batch has at most. Default: FLIGHTS_BATCH_ROWS in the environment, or "
                    + FlightsWorker.DEFAULT_BATCH_ROWS + ".")
    private int batchRows;

    @Mixin
    private ExternalOptions external = new ExternalOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FlightsServer()).execute(arguments));
    }

    /** Serves until the process is told to end. */
    @Override
    public Integer call() throws InterruptedException {
        Server.Builder builder = Server.builder()
                .host(Flights.class, new FlightsWorker(batchRows))
                .reflection(describe)
                .maxConnections(maxConnections);
        PrintStream discovery = System.out;
        addTransports(builder);
        // Closed in this order: the server, then the store that it uses.
        try (S3Storage store = external.addTo(builder);
                Server server = builder.start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close-server"));
            server.addresses().forEach(address -> discovery.println(discoveryLine(address)));
            server.join();
        }
        return CommandLine.ExitCode.OK;
    }

    private void addTransports(Server.Builder builder) {
        if (http) {
            builder.http(HttpServerConfig.builder().host(host).port(port).build());
        }
        if (unix != null) {
            builder.unix(unix).socketMode(socketMode);
        }
        if (tcp != null) {
            int colon = tcp.lastIndexOf(':');
            builder.tcp(colon < 0 ? LOOPBACK : tcp.substring(0, colon), port(tcp.substring(colon + 1)));
        }
        if (!http && unix == null && tcp == null) {
            System.err.println("flights: serving one client on standard input and output; --help shows other ways");
            builder.stdio();
        }
    }

    private int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "--tcp is '" + tcp + "', expected HOST:PORT or PORT, as in 127.0.0.1:8816", e);
        }
    }

    private static String discoveryLine(String address) {
        if (address.startsWith("http:")) {
            return "PORT:" + URI.create(address).getPort();
        }
        if (address.startsWith("unix:")) {
            return "UNIX:" + address.substring("unix:".length());
        }
        return "TCP:" + address.substring("tcp://".length());
    }
}
