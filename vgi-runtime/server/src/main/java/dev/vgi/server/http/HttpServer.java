package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.seal.SessionTokens;
import dev.vgi.server.http.seal.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a dispatcher over HTTP/1.1. Between its turns a stream lives with its client, sealed, so that any process with
 * the same {@link HttpServerConfig.Builder#tokenKey} can serve the next one. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BUFFER = 256 << 10;
    private static final long POOLED_HEAP_BYTES = 4 << 20;
    private static final long POOLED_DIRECT_BYTES = 64 << 20;
    private static final int BACKLOG = 1024;

    /** How long a connection without a request lives on when the server closes. */
    private static final long IDLE_WHEN_CLOSING_MILLIS = 50;

    /** How long requests under way may take when the server closes. */
    private static final long GRACE_MILLIS = 5_000;

    private final Server server;
    private final WorkerThreads threads;
    private final StreamEndpoint streams;
    private final @Nullable Sessions sessions;
    private final String address;

    private HttpServer(
            Server server, WorkerThreads threads, StreamEndpoint streams, @Nullable Sessions sessions, String address) {
        this.threads = threads;
        this.sessions = sessions;
        this.server = server;
        this.streams = streams;
        this.address = address;
    }

    /** Starts to listen, without external storage. */
    public static HttpServer start(Dispatcher dispatcher, HttpServerConfig config) {
        return start(dispatcher, config, config.authenticator, External.none());
    }

    /**
     * Starts to listen.
     *
     * @param dispatcher what is served; it stays the caller's, and outlives the server
     * @param authenticator instead of the configuration's
     * @param external what is done with pointers and with large batches; it stays the caller's
     * @throws VgiException where the address is taken, or not this machine's
     */
    public static HttpServer start(
            Dispatcher dispatcher, HttpServerConfig config, Authenticator authenticator, External external) {
        var context = new ServerContext(dispatcher, config.limits, external);
        var tokens = new Tokens(config.tokenKey, config.tokenLifetime, Clock.systemUTC());
        var calls = new StreamCache(config.openStreams, config.tokenLifetime.toSeconds());
        var streams = new StreamEndpoint(context, tokens, calls);
        Sessions sessions = config.sticky == null
                ? null
                : new Sessions(
                        config.sticky,
                        new SessionTokens(config.tokenKey, dispatcher.serverId(), Clock.systemUTC()),
                        Clock.systemUTC());
        var handler = new RpcHandler(
                config,
                authenticator,
                context,
                new UnaryEndpoint(context),
                streams,
                sessions,
                new UploadUrlEndpoint(context));
        Map<String, String> capabilities = config.capabilities(external);

        Server server = new Server(
                connectionThreads(),
                new ScheduledExecutorScheduler("vgi-http-server-scheduler", true),
                new ArrayByteBufferPool(0, 4096, BUFFER, Integer.MAX_VALUE, POOLED_HEAP_BYTES, POOLED_DIRECT_BYTES));
        ServerConnector connector = new ServerConnector(server, 1, -1, factories(config));
        connector.setHost(config.host);
        connector.setPort(config.port);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(config.idleTimeout.toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_CLOSING_MILLIS);
        var peers = new Peers(config.maxConnections, config.maxConnectionsPerAddress, config.headTimeout);
        connector.addBean(peers);
        server.addConnector(connector);
        var threads = new WorkerThreads(config.threads);
        server.setHandler(new GracefulHandler(new ConnectionHandler(handler, config, capabilities, threads, peers)));
        server.setErrorHandler(new MinimalErrorHandler(capabilities));
        server.setStopTimeout(GRACE_MILLIS);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            threads.close();
            if (sessions != null) {
                sessions.close();
            }
            throw failure(config, e);
        }
        peers.watch(server.getScheduler());
        String scheme = config.tls == null ? "http" : "https";
        String host = config.host.indexOf(':') >= 0 ? "[" + config.host + "]" : config.host;
        return new HttpServer(
                server,
                threads,
                streams,
                sessions,
                scheme + "://" + host + ":" + connector.getLocalPort() + config.prefix);
    }

    /** Where it listens, prefix included; the host is the configured one. */
    public String address() {
        return address;
    }

    /** Whether new sticky sessions are refused, with {@code server_draining}; those that are open go on. */
    public void drain(boolean value) {
        if (sessions != null) {
            sessions.drain(value);
        }
    }

    /** How many sticky sessions are open. */
    public int sessions() {
        return sessions == null ? 0 : sessions.count();
    }

    /** Takes no new requests, gives those under way 5 s, cuts off the rest, and stops. */
    @Override
    public void close() {
        try {
            stop(server);
        } finally {
            threads.close();
            streams.close();
            if (sessions != null) {
                sessions.close();
            }
        }
    }

    private static QueuedThreadPool connectionThreads() {
        // One thread accepts and at most one for each processor selects; few others do what they find.
        int processors = Runtime.getRuntime().availableProcessors();
        var threads = new QueuedThreadPool(6 + 2 * processors, 4 + processors, 60_000);
        threads.setName("vgi-http-server");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        return threads;
    }

    private static ConnectionFactory[] factories(HttpServerConfig config) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        // Paths are compared as they come, so that nothing is read differently here than at a proxy.
        http.setUriCompliance(UriCompliance.UNSAFE);
        var plain = new HttpConnectionFactory(http);
        plain.setInputBufferSize(BUFFER);
        if (config.tls == null) {
            return new ConnectionFactory[] {plain};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        var keys = new SslContextFactory.Server();
        keys.setKeyStore(config.tls.keys());
        keys.setKeyStorePassword(config.tls.password());
        return new ConnectionFactory[] {new SslConnectionFactory(keys, plain.getProtocol()), plain};
    }

    private static VgiException failure(HttpServerConfig config, Exception error) {
        if (error instanceof VgiException known) {
            return known;
        }
        return VgiException.of(
                error instanceof IOException ? Code.FAILED_PRECONDITION : Code.INTERNAL,
                "cannot listen at " + config.host + ":" + config.port + ": "
                        + (error.getCause() == null ? error : error.getCause()).getMessage()
                        + ". Is the port taken? 0 takes any that is free",
                error);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (TimeoutException e) {
            // Jetty says so, and has stopped all the same.
            LOG.warn(
                    "requests were still under way {} ms after the HTTP server was told to stop; they are cut off",
                    GRACE_MILLIS);
        } catch (Exception e) {
            throw VgiException.of(Code.INTERNAL, "the HTTP server did not stop: " + e.getMessage(), e);
        }
    }
}
