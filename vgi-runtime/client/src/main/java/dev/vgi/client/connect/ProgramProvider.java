package dev.vgi.client.connect;

import dev.vgi.client.stream.ProcessConnector;
import dev.vgi.client.stream.SharedMemoryConnector;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.Connector;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import dev.vgi.transport.TransportSettings;
import java.util.Set;

/** Starts workers and reaches them on their standard input and output. */
public final class ProgramProvider implements TransportProvider {
    private static final String SHARED = "shm+cmd";

    @Override
    public Set<String> schemes() {
        return Set.of("cmd", SHARED);
    }

    @Override
    public String form() {
        return "cmd:program arguments (shm+cmd: with shared memory)";
    }

    @Override
    public Target target() {
        return Target.CODE;
    }

    @Override
    public void check(Address address) {
        address.require(!address.rest().isBlank(), "a program after " + address.scheme() + ":");
    }

    @Override
    public String describe(Address address) {
        return address.text().split("\\s", 2)[0];
    }

    @Override
    public ClientTransport open(Address address, TransportContext context) {
        TransportSettings settings = context.settings();
        Connector program = new ProcessConnector(ShellWords.split(address.rest()));
        return context.overStreams(
                address.scheme().equals(SHARED)
                        ? new SharedMemoryConnector(program, settings.sharedMemoryBytes())
                        : program,
                settings.maxWorkers());
    }
}
