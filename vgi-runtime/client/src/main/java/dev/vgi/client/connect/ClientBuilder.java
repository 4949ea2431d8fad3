package dev.vgi.client.connect;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ClientInterceptor;
import dev.vgi.client.stream.SharedMemoryConnector;
import dev.vgi.client.stream.StreamTransport;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.http.Compression;
import dev.vgi.net.AddressPolicy;
import dev.vgi.net.Tls;
import dev.vgi.net.UrlPolicy;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.Connector;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProviders;
import dev.vgi.transport.TransportSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settings of a client. Those that only HTTP knows have no effect on other addresses. Used once, by one
 * thread.
 */
public final class ClientBuilder {
    private final List<Address> addresses;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Supplier<@Nullable String> bearerToken = () -> null;
    private Tls tls = Tls.SYSTEM;
    private Compression compression = Compression.AUTO;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int maxConnections;
    private int maxWorkers = Math.max(8, Runtime.getRuntime().availableProcessors());
    private int sharedMemoryBytes = SharedMemoryConnector.SEGMENT_BYTES;
    private @Nullable Limits limits;
    private CallOptions options = CallOptions.DEFAULT;
    private Set<String> allowedSchemes = TransportProviders.schemes();
    private PeerRules peers = PeerRules.DEFAULT;
    private @Nullable String named;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private FetchConfig external = FetchConfig.DEFAULT;
    private @Nullable Memory memory;
    private final @Nullable Object service;

    ClientBuilder(List<Address> addresses) {
        this(addresses, null);
    }

    /** @param service what {@code inproc:} serves; null for an object of the class that it names */
    ClientBuilder(List<Address> addresses, @Nullable Object service) {
        this.addresses = addresses;
        this.service = service;
    }

    /** Sets a token for every HTTP request. Default: none. */
    public ClientBuilder bearerToken(String token) {
        return bearerToken(() -> token);
    }

    /**
     * Sets a supplier of a token for each HTTP request, called for each so that the token can be refreshed; null for no
     * token.
     */
    public ClientBuilder bearerToken(Supplier<@Nullable String> tokens) {
        bearerToken = tokens;
        return this;
    }

    /** Adds a header to every HTTP request. */
    public ClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets which authorities HTTPS trusts, in place of the JVM's: a PEM bundle, or a JKS or PKCS12 store. */
    public ClientBuilder trustStore(Path store, @Nullable String password) {
        tls = new Tls(store, password);
        return this;
    }

    /** Sets whether HTTP bodies are compressed. Default {@link Compression#AUTO}. */
    public ClientBuilder compression(Compression value) {
        compression = value;
        return this;
    }

    /** Sets how long connecting may take, 1 ms to an hour. Default 10 s. */
    public ClientBuilder connectTimeout(Duration value) {
        connectTimeout =
                Preconditions.duration(ClientOption.CONNECT_TIMEOUT, value, Duration.ofMillis(1), Duration.ofHours(1));
        return this;
    }

    /**
     * Sets how many connections may be open at once, 1 to 1024; further calls wait. Default 32 on raw transports, where
     * each stream holds one, and 8 for each HTTP host, where a stream holds one during a turn only.
     */
    public ClientBuilder maxConnections(int value) {
        maxConnections = Preconditions.range(ClientOption.MAX_CONNECTIONS, value, 1, 1024);
        return this;
    }

    /**
     * Sets how many workers a {@code cmd:} address may have at once, 1 to 1024; further calls wait. Each worker serves
     * one call or stream at a time, and waits a minute for the next. Default: the number of this machine's processors,
     * at least 8.
     */
    public ClientBuilder maxWorkers(int value) {
        maxWorkers = Preconditions.range(ClientOption.MAX_WORKERS, value, 1, 1024);
        return this;
    }

    /**
     * Sets how much memory each connection of a {@code shm+unix:} or {@code shm+cmd:} address shares with its worker,
     * in bytes, from 131,072; a batch that does not fit goes over the connection. Default 16 MiB. All of it is claimed
     * when the connection is made, from {@code /dev/shm}, which in a container has 64 MiB unless it was given more.
     */
    public ClientBuilder sharedMemoryBytes(int value) {
        sharedMemoryBytes = value;
        return this;
    }

    /** Sets bounds on what the worker may send. Default {@link Limits#RAW} or {@link Limits#HTTP}. */
    public ClientBuilder limits(Limits value) {
        limits = value;
        return this;
    }

    /** Sets how calls are made unless a call says otherwise. Default {@link CallOptions#DEFAULT}. */
    public ClientBuilder options(CallOptions value) {
        options = value;
        return this;
    }

    /** Adds an interceptor around all calls; the one that was added first is the outermost. */
    public ClientBuilder interceptor(ClientInterceptor value) {
        interceptors.add(value);
        return this;
    }

    /** Sets which schemes an address may have. Default: all. */
    public ClientBuilder allowedSchemes(Set<String> schemes) {
        allowedSchemes = Set.copyOf(schemes);
        return this;
    }

    /**
     * Makes this the client of the worker at an address that one of this builder's workers has named, such as that of a
     * split. It may lead only to a worker that listens ({@code http}, {@code https} or {@code tcp}, and {@code unix}
     * where one of this builder's addresses is a unix socket), at a public address or where this builder's workers are
     * themselves; and the bearer token, headers and trust store are used only for an origin (scheme, host, port) of
     * this builder's addresses. {@link #credentialOrigins} and {@link #peerHosts}, set before, widen that.
     *
     * @throws VgiException PERMISSION_DENIED for another scheme, INVALID_ARGUMENT for what is not a valid address
     */
    public ClientBuilder peer(String address) {
        new PeerAddresses(addresses, peers).parseAll(address);
        named = address;
        return this;
    }

    /**
     * Sets the HTTP origins, {@code scheme://host[:port]}, that get the credentials where a worker names them, besides
     * those of this builder's addresses. An origin without a port means the scheme's default port. Default none.
     */
    public ClientBuilder credentialOrigins(Set<String> origins) {
        peers = new PeerRules(origins, peers.allowedHosts());
        return this;
    }

    /**
     * Sets the servers, {@code scheme://host[:port]}, that a worker may name whatever their address; without a port,
     * any port. Default none.
     */
    public ClientBuilder peerHosts(Set<String> servers) {
        peers = new PeerRules(peers.credentialOrigins(), servers);
        return this;
    }

    /**
     * Sets how batches are fetched that come through a store. Default {@link FetchConfig#DEFAULT}: from public
     * addresses by https only.
     */
    public ClientBuilder external(FetchConfig value) {
        external = value;
        return this;
    }

    /** Sets the memory that batches are read into; it stays the caller's. Default: one of the client's own. */
    public ClientBuilder memory(Memory value) {
        memory = value;
        return this;
    }

    /**
     * Creates the client. Nothing is sent before its first call.
     *
     * @throws VgiException PERMISSION_DENIED for a scheme that is not allowed, INVALID_ARGUMENT for a wrong setting
     */
    public Client connect() {
        for (Address address : targets()) {
            if (!allowedSchemes.contains(address.scheme())) {
                throw VgiException.of(
                        Code.PERMISSION_DENIED,
                        "addresses of the scheme '" + address.scheme() + ":' are not allowed here, only "
                                + new TreeSet<>(allowedSchemes));
            }
        }
        Memory shared = memory;
        if (shared != null) {
            return open(shared, () -> {});
        }
        Memory own = Memory.create();
        try {
            return open(own, own::close);
        } catch (Throwable e) {
            own.close();
            throw e;
        }
    }

    private Client open(Memory used, Runnable release) {
        List<ClientTransport> transports = new ArrayList<>();
        try {
            targets().forEach(address -> transports.add(transport(address, used)));
        } catch (Throwable e) {
            transports.forEach(ClientTransport::close);
            throw e;
        }
        ClientTransport transport = transports.size() == 1 ? transports.get(0) : new RoundRobinTransport(transports);
        return new Client(transport, used, options, interceptors, release);
    }

    private List<Address> targets() {
        return named == null ? addresses : new PeerAddresses(addresses, peers).parseAll(named);
    }

    /** Returns the policy that the addresses of hosts are checked against. */
    private AddressPolicy policy() {
        return named == null ? UrlPolicy.UNRESTRICTED : new PeerAddresses(addresses, peers).policy();
    }

    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    private ClientTransport transport(Address address, Memory used) {
        boolean trusted = named == null || new PeerAddresses(addresses, peers).keepsCredentials(address);
        var settings = new TransportSettings(
                bearerToken,
                headers,
                tls,
                compression,
                connectTimeout,
                maxConnections,
                maxWorkers,
                sharedMemoryBytes,
                limits,
                external);
        return address.provider()
                .open(
                        address,
                        new Context(trusted ? settings : settings.withoutCredentials(), used, policy(), service));
    }

    private record Context(
            TransportSettings settings,
            Memory memory,
            AddressPolicy policy,
            @Nullable Object service) implements TransportContext {
        @Override
        public ClientTransport overStreams(Connector connector) {
            int most = settings.maxConnections();
            return overStreams(connector, most == 0 ? StreamTransport.MAX_CONNECTIONS : most);
        }

        @Override
        public ClientTransport overStreams(Connector connector, int maxConnections) {
            return new StreamTransport(
                    connector,
                    memory,
                    Objects.requireNonNullElse(settings.limits(), Limits.RAW),
                    settings.connectTimeout(),
                    maxConnections,
                    Resolver.open(settings.external()));
        }
    }
}
