package dev.vgi.connect;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.http.Compression;
import dev.vgi.http.HttpTransport;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.Tls;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Connector;
import dev.vgi.transport.ProcessConnector;
import dev.vgi.transport.RawTransport;
import dev.vgi.transport.SocketConnector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a client. Those that only HTTP knows have no effect on other addresses. Used once, by one thread. */
public final class ClientBuilder {
    private final Address address;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Supplier<@Nullable String> bearerToken = () -> null;
    private Tls tls = Tls.SYSTEM;
    private Compression compression = Compression.AUTO;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int maxConnections;
    private @Nullable Limits limits;
    private CallOptions options = CallOptions.DEFAULT;
    private Set<String> allowedSchemes = Address.SCHEMES;
    private @Nullable Memory memory;

    ClientBuilder(Address address) {
        this.address = address;
    }

    /** HTTP: a token for every request. Default: none. */
    public ClientBuilder bearerToken(String token) {
        return bearerToken(() -> token);
    }

    /** HTTP: a token for each request, asked for anew so that it can be refreshed; null for none. */
    public ClientBuilder bearerToken(Supplier<@Nullable String> tokens) {
        bearerToken = tokens;
        return this;
    }

    /** HTTP: a further header on every request. */
    public ClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** HTTP: whom to trust, in the place of the JVM's authorities: a PEM bundle, or a JKS or PKCS12 store. */
    public ClientBuilder trustStore(Path store, @Nullable String password) {
        tls = new Tls(store, password);
        return this;
    }

    /** HTTP: whether bodies are compressed. Default {@link Compression#AUTO}. */
    public ClientBuilder compression(Compression value) {
        compression = value;
        return this;
    }

    /** How long connecting may take. Default 10 s. */
    public ClientBuilder connectTimeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw VgiException.invalidArgument("connectTimeout is " + value + ", expected more than zero");
        }
        connectTimeout = value;
        return this;
    }

    /**
     * How many connections may be open at once, 1 to 1024; further calls wait. Default 32 on raw transports, where each
     * stream holds one, and 8 for each HTTP host, where a stream holds one during a turn only.
     */
    public ClientBuilder maxConnections(int value) {
        if (value < 1 || value > 1024) {
            throw VgiException.invalidArgument("maxConnections is " + value + ", expected 1 to 1024");
        }
        maxConnections = value;
        return this;
    }

    /** Bounds on what the worker may send. Default {@link Limits#RAW} or {@link Limits#HTTP}. */
    public ClientBuilder limits(Limits value) {
        limits = value;
        return this;
    }

    /** How calls are made unless a call says otherwise. Default {@link CallOptions#DEFAULT}. */
    public ClientBuilder options(CallOptions value) {
        options = value;
        return this;
    }

    /** Which schemes an address may have. Default: all. */
    public ClientBuilder allowedSchemes(Set<String> schemes) {
        allowedSchemes = Set.copyOf(schemes);
        return this;
    }

    /** The memory that batches are read into; it stays the caller's. Default: one of the client's own. */
    public ClientBuilder memory(Memory value) {
        memory = value;
        return this;
    }

    /**
     * The client. Nothing is sent before its first call.
     *
     * @throws VgiException PERMISSION_DENIED for a scheme that is not allowed, INVALID_ARGUMENT for a wrong setting
     */
    public Client connect() {
        if (!allowedSchemes.contains(address.scheme())) {
            throw VgiException.of(
                    Code.PERMISSION_DENIED,
                    "addresses of the scheme '" + address.scheme() + ":' are not allowed here, only "
                            + new TreeSet<>(allowedSchemes));
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
        return switch (address.scheme()) {
            case "unix" -> raw(SocketConnector.unix(Path.of(address.rest())), used, release);
            case "tcp" -> {
                URI target = address.tcp();
                yield raw(SocketConnector.tcp(target.getHost(), target.getPort()), used, release);
            }
            case "cmd" -> raw(new ProcessConnector(ShellWords.split(address.rest())), used, release);
            case "inproc" -> InProcess.client(InProcess.service(address.rest()), used, options, release);
            default -> new Client(http(used), used, options, release);
        };
    }

    private Client raw(Connector connector, Memory used, Runnable release) {
        var transport = new RawTransport(
                connector,
                used,
                limits == null ? Limits.RAW : limits,
                connectTimeout,
                maxConnections == 0 ? RawTransport.MAX_CONNECTIONS : maxConnections);
        return new Client(transport, used, options, release);
    }

    private ClientTransport http(Memory used) {
        HttpTransport.Builder http = HttpTransport.builder(address.rest(), used)
                .bearerToken(bearerToken)
                .compression(compression)
                .limits(limits == null ? Limits.HTTP : limits)
                .connections(new ConnectionConfig(
                        tls,
                        connectTimeout,
                        maxConnections == 0 ? ConnectionConfig.DEFAULT.maxConnections() : maxConnections));
        headers.forEach(http::header);
        return http.build();
    }
}
