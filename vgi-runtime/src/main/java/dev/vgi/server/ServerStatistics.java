package dev.vgi.server;

import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.CallStatistics;
import java.time.Duration;
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

    /**
     * What a method has done so far, as one consistent look.
     *
     * @param calls how many ended; over HTTP each request of a stream is one
     * @param failed how many of them ended with an error
     * @param cancelled how many of them ended because the caller gave up
     * @param time of all of them together
     * @param traffic of all of them together
     */
    public record MethodStatistics(long calls, long failed, long cancelled, Duration time, CallStatistics traffic) {
        private MethodStatistics plus(CallOutcome outcome) {
            return new MethodStatistics(
                    calls + 1,
                    failed + (outcome.error() == null ? 0 : 1),
                    cancelled + (outcome.cancelled() ? 1 : 0),
                    time.plus(outcome.duration()),
                    traffic.plus(outcome.statistics()));
        }
    }

    @Override
    public CallObserver intercept(ServerCall call) {
        String name = call.protocol().name() + "/" + call.method().name();
        return new CallObserver() {
            @Override
            public void ended(CallOutcome outcome) {
                var nothing = new MethodStatistics(0, 0, 0, Duration.ZERO, CallStatistics.NONE);
                methods.compute(name, (key, sofar) -> (sofar == null ? nothing : sofar).plus(outcome));
            }
        };
    }

    /** The methods that were called, as {@code protocol/method}, sorted by name; a copy. */
    public Map<String, MethodStatistics> byMethod() {
        return new TreeMap<>(methods);
    }
}
