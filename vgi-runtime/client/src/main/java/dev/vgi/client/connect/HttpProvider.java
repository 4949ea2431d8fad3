package dev.vgi.client.connect;

import dev.vgi.Limits;
import dev.vgi.client.http.HttpTransport;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.HttpAddress;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import dev.vgi.transport.TransportSettings;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reaches workers over HTTP. */
public final class HttpProvider implements TransportProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("http", "https");
    }

    @Override
    public String form() {
        return "http(s)://host[:port][/prefix]";
    }

    @Override
    public Target target() {
        return Target.NETWORK;
    }

    @Override
    public void check(Address address) {
        address.require(address.rest().startsWith("//"), "a URL, as in http://localhost:8815");
    }

    @Override
    public Optional<String> host(Address address) {
        String host = HttpAddress.parse(address.text()).host();
        return Optional.of(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
    }

    @Override
    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    public ClientTransport open(Address address, TransportContext context) {
        TransportSettings settings = context.settings();
        HttpTransport.Builder http = HttpTransport.builder(address.text(), context.memory())
                .compression(settings.compression())
                .external(settings.external())
                .limits(Objects.requireNonNullElse(settings.limits(), Limits.HTTP))
                .connections(new ConnectionConfig(
                        settings.tls(),
                        settings.connectTimeout(),
                        settings.maxConnections() == 0
                                ? ConnectionConfig.DEFAULT.maxConnections()
                                : settings.maxConnections(),
                        context.policy()))
                .bearerToken(settings.bearerToken());
        settings.headers().forEach(http::header);
        return http.build();
    }
}
