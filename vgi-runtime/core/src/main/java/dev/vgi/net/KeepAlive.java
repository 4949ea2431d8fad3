package dev.vgi.net;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Closes idle connections before their server does: a request that leaves while the server closes is lost, and nobody
 * can tell whether it was served. Connections are kept for {@link #DEFAULT}, or for as long as the server's
 * {@code Keep-Alive: timeout} allows, up to {@link #LONGEST}. Thread-safe.
 */
final class KeepAlive {
    /** Below the 5 s after which Apache httpd, lighttpd, Varnish and Node.js close theirs. */
    static final Duration DEFAULT = Duration.ofSeconds(4);

    /** Below the time after which common firewalls and load balancers forget a connection. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    /** How long before the server's time a connection is closed; half of it at most. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Pattern TIMEOUT = Pattern.compile("(?i)(?:^|[,;\\s])timeout\\s*=\\s*\"?(\\d{1,9})");

    private final Map<String, Duration> idleTimes = new ConcurrentHashMap<>();

    /** Takes in what a response says of its connection. */
    void learn(Response response) {
        Duration idle = idleTime(response.getHeaders().get("Keep-Alive"));
        if (idle != null) {
            Request request = response.getRequest();
            idleTimes.put(origin(request.getScheme(), request.getHost(), request.getPort()), idle);
        }
    }

    /** Returns a pool whose connections are closed after the idle time that is known when they become idle. */
    DuplexConnectionPool pool(Destination destination, int maxConnections) {
        var origin = destination.getOrigin();
        String key = origin(
                origin.getScheme(),
                origin.getAddress().getHost(),
                origin.getAddress().getPort());
        return new DuplexConnectionPool(destination, maxConnections) {
            @Override
            public boolean release(Connection connection) {
                if (connection instanceof org.eclipse.jetty.io.Connection physical) {
                    physical.getEndPoint()
                            .setIdleTimeout(idleTimes.getOrDefault(key, DEFAULT).toMillis());
                }
                return super.release(connection);
            }
        };
    }

    /**
     * Returns how long a connection may stay idle after a response with this header.
     *
     * @param header the value of {@code Keep-Alive}; null where there is none
     * @return 1 ms to {@link #LONGEST}; null where the header names no time
     */
    static @Nullable Duration idleTime(@Nullable String header) {
        Matcher matcher = TIMEOUT.matcher(header == null ? "" : header);
        if (!matcher.find()) {
            return null;
        }
        Duration offered = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        Duration half = offered.dividedBy(2);
        Duration idle = offered.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN);
        if (idle.isZero()) {
            return Duration.ofMillis(1);
        }
        return idle.compareTo(LONGEST) < 0 ? idle : LONGEST;
    }

    private static String origin(String scheme, String host, int port) {
        return scheme + "://" + host + ":" + port;
    }
}
