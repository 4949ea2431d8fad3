package dev.vgi.tools.conformance;

import dev.vgi.VgiException;
import dev.vgi.external.Externalizer;
import dev.vgi.server.AccessLog;
import dev.vgi.server.Server;
import dev.vgi.tools.conformance.WorkerOptions.IdentityMode;
import dev.vgi.tools.conformance.WorkerOptions.Transport;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.tools.conformance.service.ConformanceWorker;
import dev.vgi.tools.conformance.service.IdentityFixture;
import dev.vgi.tools.conformance.service.KindProbe;
import dev.vgi.tools.conformance.service.OrderProbe;
import dev.vgi.tools.conformance.service.Publisher;
import dev.vgi.tools.conformance.service.ReluctantWorker;
import dev.vgi.tools.conformance.service.Secondary;
import dev.vgi.tools.conformance.service.SecondaryWorker;
import dev.vgi.tools.conformance.service.Whoami;
import dev.vgi.tools.conformance.service.WhoamiWorker;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker that conformance suites drive: it serves until it is stopped, or until its client hangs up. */
public final class Worker {
    private Worker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream output = System.out;
        WorkerOptions options;
        try {
            options = WorkerOptions.parse(List.of(arguments));
        } catch (VgiException e) {
            System.err.println("worker: " + e.getMessage() + "\n" + WorkerOptions.USAGE);
            System.exit(2);
            return;
        }
        try (AccessLog log = accessLog(options);
                Server server = start(options, log)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.addresses().forEach(address -> output.println(discoveryLine(address)));
            output.flush();
            server.join();
        } catch (VgiException e) {
            System.err.println("worker: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Starts a worker in this process, without an access log. Whoever starts it closes it.
     *
     * @throws VgiException INVALID_ARGUMENT for arguments that are none of the command line's
     */
    public static Server start(String... arguments) {
        return start(WorkerOptions.parse(List.of(arguments)), null);
    }

    private static @Nullable AccessLog accessLog(WorkerOptions options) {
        return options.accessLog() == null ? null : AccessLog.toFile(options.accessLog());
    }

    private static Server start(WorkerOptions options, @Nullable AccessLog log) {
        Server.Builder server = Server.builder();
        StorageOptions storage = options.storage();
        Publisher publisher = Publisher.NONE;
        if (storage != null) {
            server.external(storage.store()).external(storage.fetches());
            publisher = new Publisher(Externalizer.of(storage.store()));
        }
        if (log != null) {
            server.interceptor(log);
        }
        switch (options.services()) {
            case CONFORMANCE -> hostConformance(server, new ConformanceWorker(publisher));
            case RELUCTANT -> hostConformance(server, new ReluctantWorker(publisher));
            case KIND_PROBE ->
                server.host(KindProbe.class, context -> context.transport().wireName());
            case ORDER_PROBE ->
                server.host(OrderProbe.Zeta.class, OrderProbe::pong)
                        .host(Secondary.class, new SecondaryWorker())
                        .host(OrderProbe.Alpha.class, OrderProbe::pong);
        }
        server.idleTimeout(options.idleTimeout());
        if (options.identity() != null) {
            addIdentity(server, options.identity());
        }
        if (options.transport() instanceof Transport.Unix unix) {
            server.unix(unix.path());
        } else if (options.transport() instanceof Transport.Tcp tcp) {
            server.tcp(tcp.host(), tcp.port());
        } else if (options.transport() instanceof Transport.Http http) {
            server.http(http.config());
        } else {
            server.stdio();
        }
        Server started = server.start();
        options.drain().of(started);
        return started;
    }

    private static void addIdentity(Server.Builder server, IdentityMode mode) {
        switch (mode) {
            case BOTH -> server.identity(IdentityFixture.both());
            case INTROSPECT_ONLY -> server.identity(IdentityFixture.introspectOnly());
            case GRANTS -> server.identity(IdentityFixture.grants()).host(Whoami.class, new WhoamiWorker());
        }
    }

    /** The two protocols that every conformance worker hosts, in their order. */
    static Server.Builder hostConformance(Server.Builder server, ConformanceService primary) {
        return server.host(ConformanceService.class, primary).host(Secondary.class, new SecondaryWorker());
    }

    /** {@code UNIX:<path>}, {@code TCP:<host>:<port>} or {@code PORT:<port>} of an address. */
    private static String discoveryLine(String address) {
        if (address.startsWith("unix:")) {
            return "UNIX:" + address.substring("unix:".length());
        }
        if (address.startsWith("tcp://")) {
            return "TCP:" + address.substring("tcp://".length());
        }
        return "PORT:" + URI.create(address).getPort();
    }
}
