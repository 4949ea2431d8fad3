package dev.vgi.server.stream;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.ErrorKind;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.TransportKind;
import dev.vgi.transport.SocketFile;
import dev.vgi.transport.SocketTuning;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a unix or TCP socket and serves each connection on a thread of its own. Closing it ends them all and
 * waits, a few seconds at most, until their methods have returned.
 */
public final class StreamServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
    private static final int BACKLOG = 1024;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final Dispatcher dispatcher;
    private final TransportKind kind;
    private final ServerSocketChannel listener;
    private final StreamServerConfig config;
    private final Limits limits;
    private final Arrivals arrivals;
    private final Path path;
    private final @Nullable SocketFile socketFile;
    private final External external;
    private final @Nullable IdleWatch idle;
    private final Map<SocketChannel, RequestClock> connections = new ConcurrentHashMap<>();
    private final SessionThreads sessions;
    private boolean listening = true;
    private volatile boolean closed;

    private StreamServer(
            Dispatcher dispatcher,
            TransportKind kind,
            ServerSocketChannel listener,
            StreamServerConfig config,
            Path path,
            @Nullable SocketFile socketFile,
            Runnable whenIdle)
            throws IOException {
        this.config = config;
        this.dispatcher = dispatcher;
        this.kind = kind;
        this.listener = listener;
        this.limits = config.limits();
        this.external = config.external();
        this.path = path;
        this.socketFile = socketFile;
        this.sessions = new SessionThreads("vgi-" + kind.wireName());
        this.idle = config.idleTimeout().isZero()
                ? null
                : new IdleWatch("vgi-" + kind.wireName() + "-idle", config.startTimeout(), config.idleTimeout(), () -> {
                    stopListening();
                    whenIdle.run();
                });
        this.arrivals = new Arrivals("vgi-" + kind.wireName() + "-acceptor", listener, config, new Places());
        this.arrivals.start();
    }

    /**
     * Listens on a unix socket. The socket of a dead server is replaced; all else at the path is an error.
     *
     * @param whenIdle runs after the server has stopped to listen because nobody came
     */
    public static StreamServer unix(Dispatcher dispatcher, Path path, StreamServerConfig config, Runnable whenIdle) {
        try {
            var address = UnixDomainSocketAddress.of(path);
            SocketFile.removeStale(path);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            bind(listener, address, "unix:" + path);
            SocketFile file = SocketFile.bound(listener, path, config.socketPermissions());
            return new StreamServer(dispatcher, TransportKind.UNIX, listener, config, path, file, whenIdle);
        } catch (IOException e) {
            throw VgiException.unavailable("cannot listen on unix:" + path + ": " + e.getMessage(), e);
        }
    }

    /** Listens on a TCP port; 0 takes a free one. {@code whenIdle} as for {@link #unix}. */
    public static StreamServer tcp(
            Dispatcher dispatcher, String host, int port, StreamServerConfig config, Runnable whenIdle) {
        try {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            var address = new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
            bind(listener, address, "tcp://" + host + ":" + port);
            return new StreamServer(dispatcher, TransportKind.TCP, listener, config, Path.of(""), null, whenIdle);
        } catch (IOException e) {
            throw VgiException.unavailable("cannot listen on tcp://" + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Serves this process's standard input and output; returns when the client hangs up. */
    public static void serveStandardStreams(Dispatcher dispatcher, Limits limits, External external) {
        try (var in = new FileInputStream(FileDescriptor.in);
                var out = new FileOutputStream(FileDescriptor.out)) {
            new StreamSession(dispatcher, TransportKind.PIPE, external, Peer.related(), RequestClock.patient())
                    .serve(
                            new FrameReader(ByteSource.of(in.getChannel()), limits),
                            new FrameWriter(ByteSink.of(out.getChannel())));
        } catch (IOException e) {
            LOG.debug("the standard streams ended", e);
        }
    }

    /** Where it listens: {@code unix:/path} or {@code tcp://host:port}. */
    public String address() {
        try {
            SocketAddress address = listener.getLocalAddress();
            return address instanceof InetSocketAddress socket
                    ? "tcp://" + socket.getAddress().getHostAddress() + ":" + socket.getPort()
                    : "unix:" + path;
        } catch (IOException e) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the server is closed", e);
        }
    }

    private static void bind(ServerSocketChannel listener, SocketAddress address, String name) throws IOException {
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        } catch (RuntimeException e) {
            listener.close();
            throw VgiException.invalidArgument("cannot listen on " + name + ": " + e.getMessage());
        }
    }

    /** The connections as they come to be served. */
    private final class Places implements Arrivals.Host {
        @Override
        public void accepted() {
            if (idle != null) {
                idle.begin();
            }
        }

        @Override
        public void serve(SocketChannel channel) {
            var clock = new RequestClock(config.connectionIdleTimeout(), config.requestTimeout());
            connections.put(channel, clock);
            try {
                sessions.start(() -> StreamServer.this.serve(channel, clock));
            } catch (Throwable e) {
                connections.remove(channel);
                throw e;
            }
        }

        @Override
        public void dropped() {
            if (idle != null) {
                idle.end();
            }
        }

        @Override
        public void tick(long now) {
            connections.forEach((channel, clock) -> {
                if (clock.isLate(now)) {
                    LOG.debug("a {} connection is closed, its client has been silent for too long", kind.wireName());
                    hangUp(channel);
                }
            });
        }

        @Override
        public ByteBuffer refusal() {
            return StreamSession.refusal(
                    VgiException.builder(
                                    Code.UNAVAILABLE,
                                    "the server has " + config.maxConnections()
                                            + " connections (maxConnections), and none of them ended within "
                                            + config.waitTimeout().toMillis() + " ms (waitTimeout)")
                            .kind(ErrorKind.TOO_MANY_CONNECTIONS)
                            .detail(ErrorDetail.retryInfo(RETRY_DELAY))
                            .build(),
                    dispatcher.serverId());
        }
    }

    private static void hangUp(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection", e);
        }
    }

    private void serve(SocketChannel channel, RequestClock clock) {
        try (channel) {
            if (closed) {
                return;
            }
            SocketTuning.enlargeBuffers(channel);
            if (kind == TransportKind.TCP) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SocketTuning.keepAlive(channel);
            }
            new StreamSession(dispatcher, kind, external, Peer.of(channel), clock)
                    .serve(
                            new FrameReader(clock.noting(ByteSource.of(channel)), limits),
                            new FrameWriter(ByteSink.of(channel)));
        } catch (IOException e) {
            LOG.debug("a {} connection ended", kind.wireName(), e);
        } finally {
            connections.remove(channel);
            arrivals.release();
            if (idle != null) {
                idle.end();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        if (idle != null) {
            idle.close();
        }
        stopListening();
        arrivals.close();
        connections.keySet().forEach(StreamServer::hangUp);
        sessions.await();
    }

    /** The file goes first, and once: the next one of its name may be another server's. */
    private synchronized void stopListening() {
        if (!listening) {
            return;
        }
        listening = false;
        try {
            if (socketFile != null) {
                socketFile.remove();
            }
        } catch (IOException e) {
            LOG.debug("closing {}", kind.wireName(), e);
        }
        arrivals.stopListening();
    }
}
