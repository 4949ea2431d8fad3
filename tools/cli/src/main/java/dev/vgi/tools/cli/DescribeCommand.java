package dev.vgi.tools.cli;

import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.protocol.ProtocolList;
import dev.vgi.protocol.ProtocolSummary;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a worker hosts. */
@Command(
        name = "describe",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Shows a worker's protocols and methods. The worker must offer reflection.")
final class DescribeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Only this protocol. Default: all that are not the framework's own.")
    private @Nullable String protocol;

    DescribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Memory memory = Memory.create();
                Client client = worker.connect(memory, terminal.err())) {
            ProtocolList hosted = client.protocols();
            PrintStream out = terminal.out();
            String version = hosted.serverVersion().isEmpty() ? "" : ", version " + hosted.serverVersion();
            out.println("Worker " + client.address() + " (server " + hosted.serverId() + version + ")");
            List<String> shown = protocol != null
                    ? List.of(protocol)
                    : hosted.application().stream().map(ProtocolSummary::name).toList();
            var listing = new MethodListing(out, terminal.columns());
            shown.forEach(name -> listing.print(client.describe(name)));
            if (protocol == null) {
                printOthers(hosted, out);
            }
            return 0;
        }
    }

    private static void printOthers(ProtocolList hosted, PrintStream out) {
        String others = hosted.protocols().stream()
                .filter(each -> !each.isApplication())
                .map(each -> each.name() + " " + each.version())
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            out.println();
            out.println("Also hosted, of the framework: " + others.strip());
        }
    }
}
