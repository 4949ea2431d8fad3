package dev.vgi.transport;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.TransportKind;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a unix or TCP socket and serves each connection on a thread of its own. Closing it ends them all and waits,
 * a few seconds at most, until their methods have returned.
 */
public final class RawServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RawServer.class);
    private static final int BACKLOG = 1024;

    private final Dispatcher dispatcher;
    private final TransportKind kind;
    private final ServerSocketChannel listener;
    private final Limits limits;
    private final Semaphore places;
    private final Path socketFile;
    private final External external;
    private final @Nullable IdleWatch idle;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final SessionThreads sessions;
    private volatile boolean closed;

    private RawServer(
            Dispatcher dispatcher,
            TransportKind kind,
            ServerSocketChannel listener,
            RawServerConfig config,
            Path socketFile,
            Runnable whenIdle) {
        this.dispatcher = dispatcher;
        this.kind = kind;
        this.listener = listener;
        this.limits = config.limits();
        this.external = config.external();
        this.places = new Semaphore(config.maxConnections());
        this.socketFile = socketFile;
        this.sessions = new SessionThreads("vgi-" + kind.wireName());
        this.idle = config.idleTimeout().isZero()
                ? null
                : new IdleWatch("vgi-" + kind.wireName() + "-idle", config.startTimeout(), config.idleTimeout(), () -> {
                    stopListening();
                    whenIdle.run();
                });
        var acceptor = new Thread(this::accept, "vgi-" + kind.wireName() + "-acceptor");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Listens on a unix socket. A file that a dead server left behind is replaced.
     *
     * @param whenIdle runs after the server has stopped to listen because nobody came
     */
    public static RawServer unix(Dispatcher dispatcher, Path path, RawServerConfig config, Runnable whenIdle) {
        try {
            var address = UnixDomainSocketAddress.of(path);
            removeStale(address, path);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            bind(listener, address, "unix:" + path);
            return new RawServer(dispatcher, TransportKind.UNIX, listener, config, path, whenIdle);
        } catch (IOException e) {
            throw VgiException.unavailable("cannot listen on unix:" + path + ": " + e.getMessage(), e);
        }
    }

    /** Listens on a TCP port; 0 takes a free one. {@code whenIdle} as for {@link #unix}. */
    public static RawServer tcp(
            Dispatcher dispatcher, String host, int port, RawServerConfig config, Runnable whenIdle) {
        try {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            var address = new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
            bind(listener, address, "tcp://" + host + ":" + port);
            return new RawServer(dispatcher, TransportKind.TCP, listener, config, Path.of(""), whenIdle);
        } catch (IOException e) {
            throw VgiException.unavailable("cannot listen on tcp://" + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Serves this process's standard input and output; returns when the client hangs up. */
    public static void serveStandardStreams(Dispatcher dispatcher, Limits limits, External external) {
        try (var in = new FileInputStream(FileDescriptor.in);
                var out = new FileOutputStream(FileDescriptor.out)) {
            new RawSession(dispatcher, TransportKind.PIPE, external, "")
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
                    : "unix:" + socketFile;
        } catch (IOException e) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the server is closed", e);
        }
    }

    private static void removeStale(UnixDomainSocketAddress address, Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(address);
            throw VgiException.of(Code.ALREADY_EXISTS, "another server is listening on unix:" + path);
        } catch (ConnectException e) {
            Files.delete(path);
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

    private void accept() {
        while (!closed) {
            try {
                places.acquire();
                SocketChannel channel = listener.accept();
                connections.add(channel);
                if (idle != null) {
                    idle.begin();
                }
                sessions.start(() -> serve(channel));
            } catch (ClosedChannelException | InterruptedException e) {
                return;
            } catch (IOException e) {
                places.release();
                LOG.warn("cannot accept a connection on {}", kind.wireName(), e);
                pause();
            }
        }
    }

    /** Out of file descriptors, most likely: some will be free again. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            if (closed) {
                return;
            }
            SocketConnector.enlarge(channel);
            if (kind == TransportKind.TCP) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            new RawSession(dispatcher, kind, external, remoteAddress(channel))
                    .serve(new FrameReader(ByteSource.of(channel), limits), new FrameWriter(ByteSink.of(channel)));
        } catch (IOException e) {
            LOG.debug("a {} connection ended", kind.wireName(), e);
        } finally {
            connections.remove(channel);
            places.release();
            if (idle != null) {
                idle.end();
            }
        }
    }

    private static String remoteAddress(SocketChannel channel) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress() + ":" + socket.getPort()
                : "";
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (idle != null) {
                idle.close();
            }
            stopListening();
            for (SocketChannel channel : connections) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("closing {}", kind.wireName(), e);
        }
        sessions.await();
    }

    /** The file goes first, and once: the next one of its name may be another server's. */
    private synchronized void stopListening() {
        if (!listener.isOpen()) {
            return;
        }
        try (listener) {
            if (kind == TransportKind.UNIX) {
                Files.deleteIfExists(socketFile);
            }
        } catch (IOException e) {
            LOG.debug("closing {}", kind.wireName(), e);
        }
    }
}
