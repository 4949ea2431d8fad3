package dev.vgi.client;

import dev.vgi.protocol.CallObserver;

/**
 * Intercepts the calls of a client, as {@code dev.vgi.server.ServerInterceptor} does on the other side. Statistics and
 * tracing are built on it, and a user's own rules may be.
 *
 * <pre>{@code
 * Vgi.client(address).interceptor(call -> {
 *     call.metadata("traceparent", currentSpan());
 *     return CallObserver.NONE;
 * })
 * }</pre>
 *
 * <p>A stream is one call from its opening to its end, whatever the transport. What the client asks of its own accord,
 * such as reflection, is a call too. Interceptors are called from many threads at once.
 */
@FunctionalInterface
public interface ClientInterceptor {
    /**
     * Observes a call that is about to be sent. Interceptors are called in the order of their registration, and their
     * observers in the opposite order.
     *
     * @return what is told of the rest of the call
     * @throws RuntimeException to make the call fail with it, unsent; the observers of the interceptors before are told
     */
    CallObserver intercept(ClientCall call);
}
