package dev.vgi.client.stream;

import dev.vgi.Limits;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Validation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Something that listens where a worker should, and behaves as a test wants it to. Closing it hangs up. */
final class ScriptedPeer implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private ScriptedPeer(ServerSocketChannel listener, Script script) {
        this.listener = listener;
        daemon(() -> accept(script));
    }

    /** Runs the script for each connection, which ends with it. */
    static ScriptedPeer start(Script script) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new ScriptedPeer(listener, script);
    }

    SocketConnector connector() throws IOException {
        var address = (InetSocketAddress) listener.getLocalAddress();
        return SocketConnector.tcp(address.getAddress().getHostAddress(), address.getPort());
    }

    private void accept(Script script) {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                connections.add(channel);
                daemon(() -> serve(channel, script));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void serve(SocketChannel channel, Script script) {
        try (channel;
                Memory memory = Memory.create(0);
                MemoryScope scope = memory.scope("peer", 1 << 20)) {
            script.run(new Conversation(channel, new FrameReader(ByteSource.of(channel), Limits.RAW), scope));
        } catch (IOException e) {
            // The client has hung up.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "scripted-peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : connections) {
            channel.close();
        }
    }

    /** What happens on one connection. */
    @FunctionalInterface
    interface Script {
        void run(Conversation conversation) throws IOException;
    }

    /** The peer's side of one connection. */
    record Conversation(SocketChannel channel, FrameReader reader, MemoryScope scope) {
        /** Reads one whole stream. */
        void readStream() throws IOException {
            try (IpcReader stream = IpcReader.open(reader, scope, Validation.STANDARD)) {
                stream.drain();
            }
        }

        void send(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        /** Says the same until the client hangs up. */
        void repeat(byte[] bytes) throws IOException {
            while (true) {
                send(bytes);
            }
        }

        /** Says nothing until the client hangs up. */
        void awaitHangUp() throws IOException {
            while (channel.read(ByteBuffer.allocate(1024)) >= 0) {
                // Whatever comes is ignored.
            }
        }
    }
}
