package dev.vgi.client.connect;

import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import java.util.Set;

/** Reaches workers that all callers of this user share, and starts those that do not run. */
public final class LaunchProvider implements TransportProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("launch");
    }

    @Override
    public String form() {
        return "launch:program arguments";
    }

    @Override
    public Target target() {
        return Target.CODE;
    }

    @Override
    public void check(Address address) {
        address.require(!address.rest().isBlank(), "a program after launch:");
    }

    @Override
    public String describe(Address address) {
        return address.text().split("\\s", 2)[0];
    }

    @Override
    public ClientTransport open(Address address, TransportContext context) {
        return context.overStreams(new LaunchConnector(ShellWords.split(address.rest())));
    }
}
