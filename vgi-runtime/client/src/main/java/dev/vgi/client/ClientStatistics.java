package dev.vgi.client;

import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.MethodStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the calls of a client by method. Thread-safe; one may serve several clients.
 *
 * <pre>{@code
 * var statistics = new ClientStatistics();
 * Client client = Vgi.client(address).interceptor(statistics).connect();
 * statistics.byMethod().get("Flights/airport").calls();
 * }</pre>
 */
public final class ClientStatistics implements ClientInterceptor {
    private final Map<String, MethodStatistics> methods = new ConcurrentHashMap<>();

    @Override
    public CallObserver intercept(ClientCall call) {
        String name = call.protocol() + "/" + call.method();
        return new CallObserver() {
            @Override
            public void ended(CallOutcome outcome) {
                methods.compute(name, (key, sofar) -> (sofar == null ? MethodStatistics.NONE : sofar).plus(outcome));
            }
        };
    }

    /**
     * Returns the statistics of the methods that were called, by {@code protocol/method} and sorted by that name; a
     * copy.
     */
    public Map<String, MethodStatistics> byMethod() {
        return new TreeMap<>(methods);
    }
}
