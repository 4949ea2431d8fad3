package dev.vgi.server;

import dev.vgi.protocol.CallObserver;

/**
 * Stands around the calls of a server: statistics, the access log and tracing are made of it, and so may a user's own
 * rules be.
 *
 * <pre>{@code
 * Server.builder().interceptor(call -> {
 *     if (!call.caller().principal().isAuthenticated() && call.protocol().isApplication()) {
 *         throw VgiException.of(Code.PERMISSION_DENIED, "sign in first");
 *     }
 *     return CallObserver.NONE;
 * })
 * }</pre>
 *
 * <p>Over HTTP each request of a stream is a call of its own; they share {@link ServerCall#streamId()}. A stream on a
 * raw transport is one call from its opening to its end. A request that is turned away before it reaches a method (by
 * its credentials, route, framing or parameters) is no call. Interceptors are called from many threads at once.
 */
@FunctionalInterface
public interface ServerInterceptor {
    /**
     * A call is about to run; its parameters were checked. Interceptors are asked in the order of their registration,
     * and their observers told in the opposite one.
     *
     * @return what is told of the rest of the call
     * @throws RuntimeException to refuse the call: the caller receives it like what a method throws, and the observers
     *     of the interceptors before are told
     */
    CallObserver intercept(ServerCall call);
}
