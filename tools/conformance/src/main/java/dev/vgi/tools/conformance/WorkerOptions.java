package dev.vgi.tools.conformance;

import dev.vgi.VgiException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of the conformance worker asks for.
 *
 * @param transport where it serves
 * @param services what it hosts
 */
record WorkerOptions(Transport transport, Services services) {
    static final String USAGE = """
            usage: worker [--pipe | --unix PATH | --tcp [HOST:]PORT] [OPTION...]
              --pipe                standard input and output; the default
              --unix PATH           a unix socket
              --tcp [HOST:]PORT     a TCP port, 0 for a free one; on 127.0.0.1 unless told otherwise
              --describe            offers reflection, as it always does
              --kind-probe          hosts KindProbe alone
              --hosted-order-probe  hosts zeta.Primary.v1, conformance.Secondary.v1 and alpha.Extra.v1
            """;

    /** Where a worker serves. */
    sealed interface Transport {
        /** Standard input and output. */
        record Pipe() implements Transport {}

        /** A unix socket. */
        record Unix(Path path) implements Transport {}

        /** A TCP port; 0 for a free one. */
        record Tcp(String host, int port) implements Transport {}
    }

    /** What a worker hosts. */
    enum Services {
        CONFORMANCE,
        KIND_PROBE,
        ORDER_PROBE
    }

    /** @throws VgiException INVALID_ARGUMENT for anything that is not in {@link #USAGE} */
    static WorkerOptions parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Transport transport = null;
        Services services = Services.CONFORMANCE;
        while (!rest.isEmpty()) {
            String flag = rest.removeFirst();
            switch (flag) {
                case "--pipe" -> transport = only(transport, new Transport.Pipe());
                case "--unix" -> transport = only(transport, new Transport.Unix(Path.of(value(flag, rest))));
                case "--tcp" -> transport = only(transport, tcp(value(flag, rest)));
                case "--describe" -> {}
                case "--kind-probe" -> services = Services.KIND_PROBE;
                case "--hosted-order-probe" -> services = Services.ORDER_PROBE;
                default -> throw VgiException.invalidArgument("unknown flag " + flag);
            }
        }
        return new WorkerOptions(transport == null ? new Transport.Pipe() : transport, services);
    }

    private static Transport only(@Nullable Transport before, Transport now) {
        if (before != null) {
            throw VgiException.invalidArgument("found two transports, expected one of --pipe, --unix and --tcp");
        }
        return now;
    }

    private static String value(String flag, Deque<String> rest) {
        String value = rest.pollFirst();
        if (value == null) {
            throw VgiException.invalidArgument(flag + " needs a value");
        }
        return value;
    }

    private static Transport tcp(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 1 ? "127.0.0.1" : address.substring(0, colon);
        return new Transport.Tcp(host, port(address.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw VgiException.invalidArgument("found the port '" + text + "', expected a number");
        }
        throw VgiException.invalidArgument("found the port " + text + ", expected 0 to 65535");
    }
}
