package dev.vgi.server;

import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.MethodStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the calls of a server by method.
 *
 * <pre>{@code
 * var statistics = new ServerStatistics();
 * Server server = Server.builder().interceptor(statistics)...;
 * statistics.byMethod().get("Flights/airport").calls();
 * }</pre>
 *
 * <p>Thread-safe. One may serve several servers.
 */
public final class ServerStatistics implements ServerInterceptor {
    private final Map<String, MethodStatistics> methods = new ConcurrentHashMap<>();

    @Override
    public CallObserver intercept(ServerCall call) {
        String name = call.protocol().name() + "/" + call.method().name();
        return new CallObserver() {
            @Override
            public void ended(CallOutcome outcome) {
                methods.compute(name, (key, sofar) -> (sofar == null ? MethodStatistics.NONE : sofar).plus(outcome));
            }
        };
    }

    /** The methods that were called, as {@code protocol/method}, sorted by name; a copy. */
    public Map<String, MethodStatistics> byMethod() {
        return new TreeMap<>(methods);
    }
}
