package dev.vgi.server;

import dev.vgi.Limits;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.arrow.DirectMemory;
import dev.vgi.arrow.Memory;
import dev.vgi.external.External;
import dev.vgi.external.Externalizer;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.external.StoreConfig;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.ErrorDisclosure;
import dev.vgi.protocol.ProtocolName;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.stream.StreamServerConfig;
import dev.vgi.service.ServiceInterface;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A worker: services, and the transports that they are offered on, all of them on each.
 *
 * <pre>{@code
 * try (Server server = Server.builder().host(Flights.class, new FlightsWorker()).tcp("localhost", 0).start()) {
 *     server.join();
 * }
 * }</pre>
 *
 * <p>The services are fixed when it is built. Thread-safe. An implementation is called from many threads at once.
 */
public final class Server implements AutoCloseable {
    private final HostedServices services;
    private final List<ServiceDescription> descriptions;
    private final List<ListenerFactory> transports;
    private final @Nullable Memory owned;
    private final Listeners listeners;
    private final External external;

    private Server(Builder builder, HostedServices services, List<ServiceDescription> descriptions) {
        this.services = services;
        this.descriptions = descriptions;
        this.transports = List.copyOf(builder.transports);
        this.owned = builder.memory == null ? services.memory() : null;
        this.listeners = new Listeners();
        this.external = new External(
                builder.fetches == null ? Resolver.refusing() : Resolver.open(builder.fetches),
                builder.store == null ? Externalizer.NONE : Externalizer.of(builder.store));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What transports hand requests to. */
    public Dispatcher dispatcher() {
        return services;
    }

    /** What transports do with external storage. */
    public External external() {
        return external;
    }

    /** The process's identifier in answers, logs and reflection. */
    public String serverId() {
        return services.serverId();
    }

    /** The hosted protocols, in the order of their registration; then reflection and identity, where they are on. */
    public List<ServiceDescription> services() {
        return descriptions;
    }

    /**
     * Opens all transports.
     *
     * @return this
     * @throws VgiException where one cannot be opened; then none is
     */
    public Server start() {
        listeners.open(transports, services, external);
        return this;
    }

    /**
     * Where it listens, in the order of the builder's calls: {@code unix:/path}, {@code tcp://host:port},
     * {@code http://...}.
     */
    public List<String> addresses() {
        return listeners.addresses();
    }

    /**
     * Opens no new sticky sessions from here, which callers are told by {@code server_draining}; those that are open,
     * and all other calls, go on. Then wait until {@link #openSessions()} is zero or your patience is over, and close.
     */
    public void drain() {
        listeners.drain(true);
    }

    /** Opens sticky sessions again after {@link #drain()}. */
    public void resume() {
        listeners.drain(false);
    }

    /** How many sticky sessions are open. */
    public int openSessions() {
        return listeners.sessions();
    }

    /** Waits until the server is closed, the client of its standard input and output hangs up, or a socket was idle. */
    public void join() throws InterruptedException {
        listeners.join();
    }

    /**
     * Closes all transports and their connections.
     *
     * @throws IllegalStateException where the server has memory of its own, and a method has not given all of it back
     */
    @Override
    public void close() {
        listeners.close();
        external.close();
        if (owned != null) {
            owned.close();
        }
    }

    /** Collects what a server is made of. */
    public static final class Builder {
        private static final Pattern SOCKET_MODE = Pattern.compile("0?[0-7]{3}");
        private static final Pattern SERVER_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

        private final List<Hosted<?>> hosted = new ArrayList<>();
        private final List<ListenerFactory> transports = new ArrayList<>();
        private final List<ServerInterceptor> interceptors = new ArrayList<>();
        private boolean reflection = true;
        private boolean tracebacks = true;
        private ErrorDisclosure errorDetails = ErrorDisclosure.TRUSTED;
        private String serverId = HexFormat.of().formatHex(randomBytes());
        private String serverVersion = "";
        private Limits limits = Limits.RAW;
        private int maxConnections = 256;
        private Set<PosixFilePermission> socketPermissions = PosixFilePermissions.fromString("rw-------");
        private Duration waitTimeout = Duration.ofMinutes(1);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration connectionIdleTimeout = Duration.ofMinutes(30);
        private Duration idleTimeout = Duration.ZERO;
        private @Nullable Memory memory;
        private long memoryBytes;
        private @Nullable Identity identity;
        private Map<String, String> environment = System.getenv();
        private @Nullable StoreConfig store;
        private @Nullable FetchConfig fetches;

        private Builder() {}

        /**
         * Adds a service. The first is the primary one: clients that name no protocol are shown it first.
         *
         * @param service an interface, see {@link ServiceInterface}
         */
        public <T> Builder host(Class<T> service, T implementation) {
            hosted.add(new Hosted<>(service, implementation));
            return this;
        }

        /** Whether clients may ask what is hosted, by {@code vgi_rpc.Reflection.v1}; on by default. */
        public Builder reflection(boolean value) {
            reflection = value;
            return this;
        }

        /** Answers questions about credentials, and accepts them over HTTP; default neither. */
        public Builder identity(Identity value) {
            identity = value;
            return this;
        }

        /**
         * Whether {@code VGI_RPC_GRANT_KEYS} and the variables beside it are read when the server is built, as
         * {@link dev.vgi.server.http.auth.SealedGrants#fromEnvironment} does: with keys it has an {@link Identity} of
         * these sealed grants. On by default; an identity that has sealed grants of its own goes first.
         */
        public Builder grantsFromEnvironment(boolean value) {
            return environment(value ? System.getenv() : Map.of());
        }

        Builder environment(Map<String, String> value) {
            environment = value;
            return this;
        }

        /**
         * Who reads the message of an exception that is no {@link VgiException}, and stack traces;
         * {@link ErrorDisclosure#TRUSTED} by default: callers on this machine, by a pipe, a unix socket or the loopback
         * address and without a proxy's headers, and authenticated ones. Others get the id under which the log has it.
         */
        public Builder errorDetails(ErrorDisclosure value) {
            errorDetails = value;
            return this;
        }

        /** Whether errors carry stack traces to those that {@link #errorDetails} lets read them; on by default. */
        public Builder tracebacks(boolean value) {
            tracebacks = value;
            return this;
        }

        /** The process's identifier: 1 to 64 letters, digits, dots, dashes and underscores; random by default. */
        public Builder serverId(String value) {
            serverId = Preconditions.matching(
                    "serverId", value, SERVER_ID, "1 to 64 letters, digits, dots, dashes and underscores");
            return this;
        }

        /** The build that reflection tells of; empty by default. */
        public Builder serverVersion(String value) {
            serverVersion = value;
            return this;
        }

        /**
         * Bounds on requests over raw transports, and, by {@link Limits#allocatorBytes()}, on the memory that one call
         * or stream may hold on any transport; {@link Limits#RAW} by default.
         */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /**
         * The most connections that one raw socket serves at once, at least 1; further ones wait for
         * {@link #waitTimeout}. 256 by default.
         */
        public Builder maxConnections(int value) {
            maxConnections = Preconditions.range("maxConnections", value, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * The permissions of unix sockets, as three octal digits: whoever may write to one can call. By default
         * {@code 600}, which lets only processes of this user in.
         */
        public Builder socketMode(String octal) {
            socketPermissions = permissions(
                    Preconditions.matching("socketMode", octal, SOCKET_MODE, "three octal digits, such as 600 or 660"));
            return this;
        }

        private static Set<PosixFilePermission> permissions(String octal) {
            var text = new StringBuilder();
            for (int shift = 6; shift >= 0; shift -= 3) {
                int bits = Integer.parseInt(octal, 8) >> shift;
                text.append((bits & 4) == 0 ? '-' : 'r')
                        .append((bits & 2) == 0 ? '-' : 'w')
                        .append((bits & 1) == 0 ? '-' : 'x');
            }
            return PosixFilePermissions.fromString(text.toString());
        }

        /**
         * How long a caller waits where a raw socket has {@link #maxConnections}; then it is refused with a retryable
         * error of kind {@code too_many_connections}. Zero to 1 day, a minute by default; zero is for ever.
         */
        public Builder waitTimeout(Duration value) {
            waitTimeout = Preconditions.duration("waitTimeout", value, Duration.ZERO, Duration.ofDays(1));
            return this;
        }

        /**
         * How long a connection to a raw socket may be silent in the middle of a request, and how long a request may
         * take that comes at less than 1,024 bytes a second; then it is closed. So is one that is silent before its
         * first request, while more than 256 are. Zero to 1 day, 30 s by default; zero is for ever.
         */
        public Builder requestTimeout(Duration value) {
            requestTimeout = Preconditions.duration("requestTimeout", value, Duration.ZERO, Duration.ofDays(1));
            return this;
        }

        /**
         * How long a connection to a raw socket may be silent before its first call and between two calls; then it is
         * closed. A stream may be silent for as long as it likes. Zero to 30 days, 30 minutes by default; zero is for
         * ever.
         */
        public Builder connectionIdleTimeout(Duration value) {
            connectionIdleTimeout =
                    Preconditions.duration("connectionIdleTimeout", value, Duration.ZERO, Duration.ofDays(30));
            return this;
        }

        /**
         * How long a raw socket is served without a connection until it is given up and {@link Server#join()} returns,
         * in whole seconds; the first connection is awaited for a minute at least. Zero, the default, is for ever.
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = Preconditions.seconds("idleTimeout", value, 0);
            return this;
        }

        /**
         * Adds what stands around every call, reflection's included. It stays the caller's, and outlives the server.
         */
        public Builder interceptor(ServerInterceptor value) {
            interceptors.add(value);
            return this;
        }

        /**
         * Puts batches that are too large for the wire into a store; by default none. Clients may then upload requests
         * to it, which {@link #external(FetchConfig)} lets the server fetch.
         */
        public Builder external(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Fetches what clients' pointers stand for; by default the server refuses them, because a pointer tells it
         * where to connect to.
         */
        public Builder external(FetchConfig value) {
            fetches = value;
            return this;
        }

        /** Memory to share with others, which stays its owner's; by default the server has its own. */
        public Builder memory(Memory value) {
            memory = value;
            return this;
        }

        /**
         * The most off-heap memory in bytes that the batches of all calls hold together, at least 1, where the server
         * has memory of its own; who gets none is refused with a retryable RESOURCE_EXHAUSTED. By default what
         * {@code -XX:MaxDirectMemorySize} allows, and at least what two calls may hold by {@link #limits}.
         */
        public Builder memoryBytes(long value) {
            memoryBytes = Preconditions.range("memoryBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        private Memory usedMemory() {
            if (memory != null && memoryBytes > 0) {
                throw VgiException.invalidArgument(
                        "memoryBytes is set, and memory as well: memoryBytes bounds the server's"
                                + " own memory. Leave one of them out, or give Memory.limited(" + memoryBytes + ")");
            }
            if (memory != null) {
                return memory;
            }
            long two = limits.allocatorBytes() > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * limits.allocatorBytes();
            return Memory.limited(memoryBytes > 0 ? memoryBytes : Math.max(two, DirectMemory.mostBytes()));
        }

        private StreamServerConfig rawConfig(External external) {
            return new StreamServerConfig(
                    limits,
                    maxConnections,
                    waitTimeout,
                    requestTimeout,
                    connectionIdleTimeout,
                    socketPermissions,
                    external,
                    idleTimeout);
        }

        /**
         * Listens on a unix socket. The socket that a dead server left is replaced; where anything else is at the path,
         * the server does not start.
         */
        public Builder unix(Path path) {
            transports.add(
                    (services, external, ended) -> StreamListener.unix(services, path, rawConfig(external), ended));
            return this;
        }

        /** Listens on a TCP port, 0 for a free one. It has neither TLS nor authentication: keep to trusted networks. */
        public Builder tcp(String host, int port) {
            transports.add((services, external, ended) ->
                    StreamListener.tcp(services, host, port, rawConfig(external), ended));
            return this;
        }

        /** Listens for HTTP on this port of the loopback address, 0 for a free one; for more see the other method. */
        public Builder http(int port) {
            return http(HttpServerConfig.builder().port(port).build());
        }

        /** Listens for HTTP. */
        public Builder http(HttpServerConfig config) {
            transports.add((services, external, ended) -> HttpListener.open(
                    services,
                    config,
                    identity == null ? config.authenticator() : identity.accepting(config.authenticator()),
                    external));
            return this;
        }

        /**
         * Serves one client over standard input and output. From {@link #start()} on, what the program prints goes to
         * standard error.
         */
        public Builder stdio() {
            transports.add((services, external, ended) -> StandardStreams.serve(services, limits, external, ended));
            return this;
        }

        /**
         * Binds the services. Nothing is opened.
         *
         * @throws VgiException INVALID_ARGUMENT for an interface that describes no protocol, a reserved name or one
         *     that is there twice
         */
        public Server build() {
            if (hosted.isEmpty()) {
                throw VgiException.invalidArgument("a server needs at least one service: call host()");
            }
            hosted.forEach(Hosted::requireApplicationName);
            Memory used = usedMemory();
            var callMemory = new CallMemory(used, limits.allocatorBytes());
            var around = new Interceptors(serverId, serverVersion, interceptors);
            identity = Identity.with(identity, environment);
            var services = new ArrayList<BoundService>();
            hosted.forEach(each -> services.add(each.bound(callMemory, around)));
            List<BoundService> last = identity == null ? List.of() : List.of(identity.bound(callMemory, around));
            if (reflection) {
                services.add(reflection(services, last, callMemory, around, used));
            }
            services.addAll(last);
            HostedServices.requireDistinct(services);
            return new Server(
                    this,
                    new HostedServices(serverId, tracebacks, errorDetails, used, services),
                    services.stream().map(BoundService::description).toList());
        }

        /** As {@link #build()}, then {@link Server#start()}. */
        public Server start() {
            Server server = build();
            try {
                return server.start();
            } catch (Throwable e) {
                server.close();
                throw e;
            }
        }

        /** Reflection, and what it tells of: the services before and after it. */
        private BoundService reflection(
                List<BoundService> before,
                List<BoundService> after,
                CallMemory callMemory,
                Interceptors around,
                Memory memory) {
            ServiceInterface service = ServiceInterface.of(ReflectionProtocol.class);
            var all = new ArrayList<ServiceDescription>();
            before.forEach(each -> all.add(each.description()));
            all.add(service.description());
            after.forEach(each -> all.add(each.description()));
            return new BoundService(
                    service,
                    new ReflectionService(serverId, serverVersion, all, memory.allocator()),
                    callMemory,
                    around);
        }

        private static byte[] randomBytes() {
            byte[] bytes = new byte[6];
            new SecureRandom().nextBytes(bytes);
            return bytes;
        }
    }

    /** A service to host. */
    private record Hosted<T>(Class<T> service, T implementation) {
        private void requireApplicationName() {
            String name = ServiceInterface.of(service).name();
            if (ProtocolName.isReserved(name)) {
                throw VgiException.invalidArgument("found the protocol name '" + name + "' of " + service.getName()
                        + ", expected one outside of vgi_rpc., which is the framework's");
            }
        }

        private BoundService bound(CallMemory memory, Interceptors around) {
            return new BoundService(ServiceInterface.of(service), implementation, memory, around);
        }
    }
}
