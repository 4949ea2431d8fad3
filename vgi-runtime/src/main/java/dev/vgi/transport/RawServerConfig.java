package dev.vgi.transport;

import dev.vgi.Limits;
import dev.vgi.external.External;
import java.time.Duration;

/**
 * How a socket is served.
 *
 * @param limits bounds on what is read
 * @param maxConnections how many connections are served at once; the next wait in the backlog
 * @param external what is done with pointers and with large batches; it stays the caller's
 * @param idleTimeout how long without a connection ends the server; zero for never
 */
public record RawServerConfig(Limits limits, int maxConnections, External external, Duration idleTimeout) {
    /** The first connection is awaited so long at least. */
    static final Duration SHORTEST_START = Duration.ofSeconds(60);

    Duration startTimeout() {
        return idleTimeout.compareTo(SHORTEST_START) < 0 ? SHORTEST_START : idleTimeout;
    }
}
