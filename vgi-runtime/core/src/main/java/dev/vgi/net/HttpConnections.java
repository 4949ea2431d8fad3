package dev.vgi.net;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A hold on the HTTP connections that this process shares under one configuration. The client behind them starts with
 * the first request and stops with the last holder, so nothing outlives the class loader that it came from.
 * Thread-safe.
 */
public final class HttpConnections implements AutoCloseable {
    /** The size of the direct buffers that answers are read into, in bytes. */
    public static final int RECEIVE_BUFFER = 256 << 10;

    private static final long POOLED_HEAP_BYTES = 4 << 20;
    private static final long POOLED_DIRECT_BYTES = 64 << 20;
    private static final Map<ConnectionConfig, Shared> SHARED = new HashMap<>();

    private final ConnectionConfig config;
    private final Shared shared;
    private boolean closed;

    private HttpConnections(ConnectionConfig config, Shared shared) {
        this.config = config;
        this.shared = shared;
    }

    /** Joins the holders of this configuration's connections. Cheap: nothing starts yet. */
    public static HttpConnections open(ConnectionConfig config) {
        synchronized (SHARED) {
            Shared shared = SHARED.computeIfAbsent(config, Shared::new);
            shared.holders++;
            return new HttpConnections(config, shared);
        }
    }

    public ConnectionConfig config() {
        return config;
    }

    /**
     * Sends a request. No redirect is followed, no cookie kept, no content decoded. Does not block.
     *
     * @throws VgiException FAILED_PRECONDITION where the last holder has left
     */
    public HttpResponse send(HttpRequest request) {
        return send(request, () -> {});
    }

    /**
     * As {@link #send(HttpRequest)}.
     *
     * @param whenReceived runs once, when the connection is free of this request: the answer has arrived, or failed
     */
    public HttpResponse send(HttpRequest request, Runnable whenReceived) {
        HttpClient client = shared.client();
        Request outgoing = new ExactRequest(
                        client, request.origin(), request.path().isEmpty() ? "/" : request.path())
                .method(request.method())
                .idleTimeout(0, TimeUnit.MILLISECONDS)
                .headers(headers -> request.headers().forEach(headers::put))
                .onResponseHeaders(shared.keepAlive::learn);
        if (!request.body().isEmpty()) {
            outgoing.body(new ByteBufferRequestContent("application/octet-stream", request.body()));
        }
        var answer = new HttpResponse(outgoing, request.silence().toNanos(), client.getExecutor(), whenReceived);
        answer.send();
        return answer;
    }

    /**
     * How many connections to this origin may carry an answer that nobody reads yet: all but one, so that a request
     * whose answer is awaited always finds its way.
     */
    public Semaphore unreadAnswers(String origin) {
        return shared.unreadAnswers.computeIfAbsent(origin, key -> new Semaphore(config.maxConnections() - 1));
    }

    /** Returns a pool for the buffers of one client's connections. */
    static ByteBufferPool pool() {
        return new OwnedViews(new ArrayByteBufferPool(
                0, 4096, RECEIVE_BUFFER, Integer.MAX_VALUE, POOLED_HEAP_BYTES, POOLED_DIRECT_BYTES));
    }

    /** Leaves; the last holder closes the connections. Requests under way then fail. */
    @Override
    public void close() {
        synchronized (SHARED) {
            if (closed) {
                return;
            }
            closed = true;
            if (--shared.holders > 0) {
                return;
            }
            SHARED.remove(config);
        }
        shared.stop();
    }

    private static final class Shared {
        private final ConnectionConfig config;
        private final Map<String, Semaphore> unreadAnswers = new ConcurrentHashMap<>();
        private final KeepAlive keepAlive = new KeepAlive();
        private int holders;
        private boolean stopped;
        private @Nullable HttpClient client;

        private Shared(ConnectionConfig config) {
            this.config = config;
        }

        private synchronized HttpClient client() {
            if (stopped) {
                throw VgiException.of(Code.FAILED_PRECONDITION, "the client is closed");
            }
            if (client == null) {
                client = start(config, keepAlive);
            }
            return client;
        }

        private synchronized void stop() {
            stopped = true;
            if (client != null) {
                try {
                    client.stop();
                } catch (Exception e) {
                    throw VgiException.of(Code.INTERNAL, "the HTTP client did not stop: " + e.getMessage(), e);
                }
            }
        }

        private static HttpClient start(ConnectionConfig config, KeepAlive keepAlive) {
            var threads = new QueuedThreadPool(Math.max(64, 2 * config.maxConnections()), 1, 10_000);
            threads.setName("vgi-http");
            threads.setDaemon(true);
            var connector = new ClientConnector();
            connector.setExecutor(threads);
            connector.setScheduler(new ScheduledExecutorScheduler("vgi-http-scheduler", true));
            connector.setByteBufferPool(pool());
            connector.setSslContextFactory(tls(config.tls()));
            var transport = new HttpClientTransportOverHTTP(connector);
            transport.setConnectionPoolFactory(destination -> keepAlive.pool(destination, config.maxConnections()));
            var client = new HttpClient(transport);
            client.setConnectTimeout(config.connectTimeout().toMillis());
            client.setAddressResolutionTimeout(config.connectTimeout().toMillis());
            if (config.policy().restricts()) {
                client.setSocketAddressResolver(new CheckedResolver(
                        new SocketAddressResolver.Async(
                                threads,
                                connector.getScheduler(),
                                config.connectTimeout().toMillis()),
                        config.policy()));
            }
            client.setIdleTimeout(KeepAlive.DEFAULT.toMillis());
            client.setMaxConnectionsPerDestination(config.maxConnections());
            client.setMaxRequestsQueuedPerDestination(1 << 16);
            client.setResponseBufferSize(RECEIVE_BUFFER);
            client.setFollowRedirects(false);
            client.setHttpCookieStore(new HttpCookieStore.Empty());
            client.setUserAgentField(null);
            try {
                client.start();
            } catch (InterruptedException e) {
                LifeCycle.stop(client);
                Thread.currentThread().interrupt();
                throw VgiException.of(Code.CANCELLED, "interrupted while the HTTP client starts", e);
            } catch (Exception e) {
                LifeCycle.stop(client);
                throw VgiException.of(Code.INTERNAL, "the HTTP client did not start: " + e.getMessage(), e);
            }
            client.getContentDecoderFactories().clear();
            client.getProtocolHandlers().clear();
            return client;
        }

        private static SslContextFactory.Client tls(Tls tls) {
            var factory = new SslContextFactory.Client();
            factory.setTrustStore(tls.trusted());
            return factory;
        }
    }
}
