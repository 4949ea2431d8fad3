package dev.vgi.server.stream;

import dev.vgi.Limits;
import dev.vgi.external.External;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/**
 * How a socket is served.
 *
 * @param limits bounds on what is read
 * @param maxConnections how many connections are served at once; the next wait
 * @param waitTimeout how long they wait before they are refused; zero for ever
 * @param requestTimeout how long a client may be silent within a request, and before its first call where many are;
 *     zero for ever
 * @param connectionIdleTimeout how long a client may be silent before its first call and between its calls; zero for
 *     ever
 * @param socketPermissions who may connect to a unix socket, and whoever may write to it can
 * @param external what is done with pointers and with large batches; it stays the caller's
 * @param idleTimeout how long without a connection ends the server; zero for never
 */
public record StreamServerConfig(
        Limits limits,
        int maxConnections,
        Duration waitTimeout,
        Duration requestTimeout,
        Duration connectionIdleTimeout,
        Set<PosixFilePermission> socketPermissions,
        External external,
        Duration idleTimeout) {
    /** The first connection is awaited so long at least. */
    static final Duration SHORTEST_START = Duration.ofSeconds(60);

    Duration startTimeout() {
        return idleTimeout.compareTo(SHORTEST_START) < 0 ? SHORTEST_START : idleTimeout;
    }
}
