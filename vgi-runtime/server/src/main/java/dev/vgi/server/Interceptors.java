package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.Caller;
import dev.vgi.server.ServerCall.Step;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The interceptors of one server, in their order. */
final class Interceptors {
    private final String serverId;
    private final String serverVersion;
    private final List<ServerInterceptor> interceptors;

    Interceptors(String serverId, String serverVersion, List<ServerInterceptor> interceptors) {
        this.serverId = serverId;
        this.serverVersion = serverVersion;
        this.interceptors = List.copyOf(interceptors);
    }

    /**
     * Begins a call, which ends with its request.
     *
     * @param request its parameters; null for a continuation
     * @throws RuntimeException where an interceptor refuses it; the observers before are told
     */
    CallWatch begin(BoundMethod method, Step step, @Nullable Batch request, Caller caller) {
        if (interceptors.isEmpty()) {
            return CallWatch.NONE;
        }
        var call = new ServerCall(
                serverId,
                serverVersion,
                method.protocol(),
                method.description(),
                step,
                step == Step.UNARY ? "" : streamId(caller),
                request == null ? -1 : request.rowCount(),
                caller);
        var observers = new ArrayList<CallObserver>();
        var watch = new CallWatch(observers);
        caller.scope().whenClosed(watch::ended);
        if (request != null) {
            watch.input(request);
        }
        for (ServerInterceptor interceptor : interceptors) {
            try {
                observers.add(0, interceptor.intercept(call));
            } catch (RuntimeException | Error e) {
                watch.failed(RpcErrors.raised(e));
                throw e;
            }
        }
        return watch;
    }

    private static String streamId(Caller caller) {
        String known = caller.scope().streamId();
        if (!known.isEmpty()) {
            return known;
        }
        var random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
