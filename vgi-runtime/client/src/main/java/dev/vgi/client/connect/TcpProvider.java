package dev.vgi.client.connect;

import dev.vgi.client.stream.SocketConnector;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Reaches workers on TCP sockets. */
public final class TcpProvider implements TransportProvider {
    private static final String FORM = "tcp://host:port";

    @Override
    public Set<String> schemes() {
        return Set.of("tcp");
    }

    @Override
    public String form() {
        return FORM;
    }

    @Override
    public Target target() {
        return Target.NETWORK;
    }

    @Override
    public void check(Address address) {
        parse(address);
    }

    private static URI parse(Address address) {
        try {
            URI uri = new URI(address.text());
            address.require(
                    uri.getHost() != null && uri.getPort() > 0 && uri.getPath().isEmpty(), FORM);
            return uri;
        } catch (URISyntaxException e) {
            throw address.malformed(FORM);
        }
    }

    @Override
    public Optional<String> host(Address address) {
        return Optional.of(parse(address).getHost());
    }

    @Override
    public ClientTransport open(Address address, TransportContext context) {
        URI uri = parse(address);
        return context.overStreams(SocketConnector.tcp(uri.getHost(), uri.getPort(), context.policy()));
    }
}
