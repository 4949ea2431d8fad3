package dev.vgi.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that are open: no more of one address than it may have, none that waits for ever for the head of its
 * request, and a few beyond the bounds only for as long as it takes to tell them. Thread-safe.
 */
final class Peers implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /** So many beyond the bound are told; the next are hung up on. */
    private static final int TOLD = 64;

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);
    private static final long SHORTEST_PERIOD_MILLIS = 20;
    private static final long LONGEST_PERIOD_MILLIS = 1_000;

    private final int most;
    private final int mostOfAddress;
    private final long headNanos;
    private final Map<SocketAddress, Peer> open = new ConcurrentHashMap<>();
    private final Map<Connection, Peer> byConnection = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private boolean warned;

    Peers(int most, int mostOfAddress, Duration headTimeout) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.headNanos = headTimeout.toNanos();
    }

    /** A connection as it stands between its requests. */
    final class Peer {
        private final Connection connection;
        private final InetSocketAddress remote;
        private final @Nullable String surplus;
        private final long opened = System.nanoTime();
        private boolean busy;
        private boolean used;
        private long waitingSince = opened;
        private long bytesBefore;

        private Peer(Connection connection, InetSocketAddress remote, @Nullable String surplus) {
            this.connection = connection;
            this.remote = remote;
            this.surplus = surplus;
        }

        /** Why its requests are refused; null where they are not. */
        @Nullable
        String surplus() {
            return surplus;
        }

        /** A head has come. */
        synchronized void begin() {
            busy = true;
            used = true;
        }

        /** The answer to the last request was sent. */
        synchronized void end() {
            busy = false;
            waitingSince = System.nanoTime();
            bytesBefore = connection.getBytesIn();
        }

        private synchronized boolean isLate(long now) {
            if (surplus != null) {
                return now - opened > TOLD_WITHIN.toNanos();
            }
            if (busy) {
                return false;
            }
            if (used && connection.getBytesIn() == bytesBefore) {
                waitingSince = now;
            }
            return now - waitingSince > headNanos;
        }
    }

    /** The connection of this remote address; null once it is closed. */
    @Nullable
    Peer of(SocketAddress remote) {
        return open.get(remote);
    }

    /** Looks after the heads from now on, until the scheduler stops. */
    void watch(Scheduler scheduler) {
        long period = Math.max(
                SHORTEST_PERIOD_MILLIS, Math.min(LONGEST_PERIOD_MILLIS, TimeUnit.NANOSECONDS.toMillis(headNanos) / 4));
        scheduler.schedule(
                () -> {
                    try {
                        closeLate();
                    } finally {
                        watch(scheduler);
                    }
                },
                period,
                TimeUnit.MILLISECONDS);
    }

    private void closeLate() {
        long now = System.nanoTime();
        for (Peer peer : byConnection.values()) {
            try {
                if (peer.isLate(now)) {
                    LOG.debug("{} sent no whole head of a request in time", peer.connection.getEndPoint());
                    peer.connection.getEndPoint().close();
                }
            } catch (RuntimeException e) {
                LOG.warn("the connection of {} cannot be looked after", peer.remote, e);
            }
        }
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        // With TLS there are two connections, and the inner one has an end point of its own.
        if (endPoint instanceof SocketChannelEndPoint
                && endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote) {
            add(connection, endPoint, remote);
        }
    }

    private void add(Connection connection, EndPoint endPoint, InetSocketAddress remote) {
        String surplus;
        boolean told;
        synchronized (byAddress) {
            int ofAddress = byAddress.merge(remote.getAddress(), 1, Integer::sum);
            surplus = surplus(remote.getAddress(), ofAddress, byConnection.size() + 1);
            told = byConnection.size() < most + TOLD && (isLocal(remote) || ofAddress <= mostOfAddress + TOLD);
            var peer = new Peer(connection, remote, surplus);
            open.put(remote, peer);
            byConnection.put(connection, peer);
            if (surplus != null && !warned) {
                warned = true;
                LOG.warn("connections are refused: {}; said once", surplus);
            }
        }
        if (surplus != null && !told) {
            endPoint.close();
        }
    }

    /** Processes of this machine, a proxy among them most likely, share the bound of all. */
    private static boolean isLocal(InetSocketAddress remote) {
        return remote.getAddress().isLoopbackAddress();
    }

    private @Nullable String surplus(InetAddress address, int ofAddress, int all) {
        if (all > most) {
            return "the server has " + most + " connections (maxConnections)";
        }
        if (ofAddress > mostOfAddress && !address.isLoopbackAddress()) {
            return address.getHostAddress() + " has " + mostOfAddress + " connections (maxConnectionsPerAddress)";
        }
        return null;
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (byAddress) {
            Peer peer = byConnection.remove(connection);
            if (peer != null) {
                open.remove(peer.remote, peer);
                byAddress.computeIfPresent(peer.remote.getAddress(), (address, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
