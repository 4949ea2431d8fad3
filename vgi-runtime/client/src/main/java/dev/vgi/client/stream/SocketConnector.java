package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Validation;
import dev.vgi.net.AddressPolicy;
import dev.vgi.net.UrlPolicy;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import dev.vgi.transport.SocketTuning;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Connects to a unix or TCP socket. */
public final class SocketConnector implements Connector {
    private final String address;
    private final String host;
    private final int port;
    private final Path path;
    private final AddressPolicy policy;

    private SocketConnector(String address, String host, int port, Path path, AddressPolicy policy) {
        this.address = address;
        this.host = host;
        this.port = port;
        this.path = path;
        this.policy = policy;
    }

    /** Creates a connector to a unix socket, {@code unix:/path}. */
    public static SocketConnector unix(Path path) {
        return new SocketConnector("unix:" + path, "", 0, path, UrlPolicy.UNRESTRICTED);
    }

    /** Creates a connector to a TCP socket, {@code tcp://host:port}. */
    public static SocketConnector tcp(String host, int port) {
        return tcp(host, port, UrlPolicy.UNRESTRICTED);
    }

    /**
     * Creates a connector as {@link #tcp(String, int)} does, which connects only where the policy allows the host's
     * address.
     */
    public static SocketConnector tcp(String host, int port, AddressPolicy policy) {
        return new SocketConnector("tcp://" + host + ":" + port, host, port, Path.of(""), policy);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Validation validation() {
        return host.isEmpty() ? Validation.STANDARD : Validation.FULL;
    }

    @Override
    public boolean mayQueue() {
        return true;
    }

    @Override
    public Channel connect(Duration limit) throws IOException {
        try {
            return host.isEmpty() ? connectUnix() : connectTcp(limit);
        } catch (SocketTimeoutException e) {
            throw VgiException.builder(
                            Code.DEADLINE_EXCEEDED,
                            Message.of(
                                    "connecting to " + address + " timed out after " + Durations.text(limit) + " (",
                                    ClientOption.CONNECT_TIMEOUT,
                                    ")"))
                    .kind(ErrorKind.WORKER_NOT_REACHED)
                    .cause(e)
                    .url(address)
                    .build();
        } catch (SocketException e) {
            throw VgiException.builder(Code.UNAVAILABLE, unreachable(e))
                    .kind(ErrorKind.WORKER_NOT_REACHED)
                    .cause(e)
                    .url(address)
                    .build();
        }
    }

    private Channel connectUnix() throws IOException {
        SocketAddress target;
        try {
            target = UnixDomainSocketAddress.of(path);
        } catch (IllegalArgumentException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT, "'" + path + "' is no path of a unix socket: " + e.getMessage(), e);
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        return opened(channel, () -> channel.connect(target));
    }

    private Channel connectTcp(Duration limit) throws IOException {
        InetAddress resolved;
        try {
            resolved = InetAddress.getAllByName(host)[0];
        } catch (UnknownHostException e) {
            throw VgiException.builder(Code.UNAVAILABLE, "the host '" + host + "' of " + address + " is unknown")
                    .kind(ErrorKind.WORKER_NOT_REACHED)
                    .cause(e)
                    .url(address)
                    .build();
        }
        var target = new InetSocketAddress(resolved, port);
        policy.check("tcp", host, target);
        SocketChannel channel = SocketChannel.open();
        return opened(channel, () -> {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SocketTuning.keepAlive(channel);
            channel.socket().connect(target, (int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
        });
    }

    private static Channel opened(SocketChannel channel, Opening opening) throws IOException {
        try {
            SocketTuning.enlargeBuffers(channel);
            opening.open();
            return new SocketLink(channel);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private String unreachable(IOException e) {
        String what = "no worker at " + address + ": " + e.getMessage() + ". ";
        if (host.isEmpty() && Files.notExists(path)) {
            return what + "There is no such file: start the worker with --unix " + path + ", or correct the path";
        }
        if (host.isEmpty()) {
            return what + "The file is there but nobody listens: the worker has ended (a Python worker does so after"
                    + " 300 s without a caller unless started with --idle-timeout 0); start it again";
        }
        return what + "Start the worker with --tcp " + host + ":" + port + ", or correct the address";
    }

    @FunctionalInterface
    private interface Opening {
        void open() throws IOException;
    }

    /** Holds a connected socket. */
    record SocketLink(SocketChannel channel) implements Channel {
        @Override
        public ByteSource source() {
            return ByteSource.of(channel);
        }

        @Override
        public ByteSink sink() {
            return ByteSink.of(channel);
        }

        @Override
        public boolean hasEnded() {
            try {
                channel.configureBlocking(false);
                try {
                    return channel.read(ByteBuffer.allocate(1)) != 0;
                } finally {
                    channel.configureBlocking(true);
                }
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is left to free.
            }
        }
    }
}
