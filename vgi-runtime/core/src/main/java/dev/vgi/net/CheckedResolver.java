package dev.vgi.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/** Resolves names, and refuses those with any address that the policy does not allow. */
record CheckedResolver(SocketAddressResolver names, AddressPolicy policy) implements SocketAddressResolver {
    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        names.resolve(host, port, context, new Promise<>() {
            @Override
            public void succeeded(List<InetSocketAddress> addresses) {
                try {
                    String scheme = destination(context).getOrigin().getScheme();
                    addresses.forEach(address -> policy.check(scheme, host, address));
                } catch (RuntimeException e) {
                    promise.failed(e);
                    return;
                }
                promise.succeeded(addresses);
            }

            @Override
            public void failed(Throwable cause) {
                promise.failed(cause);
            }
        });
    }

    private static Destination destination(Map<String, Object> context) {
        return (Destination) Objects.requireNonNull(context.get(Destination.CONTEXT_KEY));
    }
}
