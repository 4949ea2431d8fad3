package dev.vgi.server.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * The other side of a connection.
 *
 * @param address {@code ip:port}; empty where it has none
 * @param local whether it is on this machine
 * @param users whose shared memory it may name: this process's user and its own
 */
public record Peer(String address, boolean local, Set<UserPrincipal> users) {
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    /** A process that this one was started by, or has started, or is. */
    public static Peer related() {
        return new Peer("", true, thisUser());
    }

    public static Peer of(SocketChannel channel) throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress socket) {
            return new Peer(
                    socket.getAddress().getHostAddress() + ":" + socket.getPort(),
                    socket.getAddress().isLoopbackAddress(),
                    Set.of());
        }
        var users = new HashSet<>(thisUser());
        if (channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            users.add(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
        }
        return new Peer("", true, Set.copyOf(users));
    }

    private static Set<UserPrincipal> thisUser() {
        try {
            return Set.of(Files.getOwner(THIS_PROCESS));
        } catch (IOException | UnsupportedOperationException e) {
            return Set.of();
        }
    }
}
