package dev.vgi.client.connect;

import dev.vgi.client.stream.SharedMemoryConnector;
import dev.vgi.client.stream.SocketConnector;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.transport.Address;
import dev.vgi.transport.Connector;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import java.nio.file.Path;
import java.util.Set;

/** Reaches workers on unix sockets, with shared memory beside them where the address asks for it. */
public final class UnixProvider implements TransportProvider {
    private static final String SHARED = "shm+unix";

    @Override
    public Set<String> schemes() {
        return Set.of("unix", SHARED);
    }

    @Override
    public String form() {
        return "unix:/path (shm+unix:/path with shared memory)";
    }

    @Override
    public Target target() {
        return Target.SOCKET;
    }

    @Override
    public void check(Address address) {
        address.require(address.rest().startsWith("/"), "an absolute path, as in unix:/tmp/worker.sock");
    }

    @Override
    public ClientTransport open(Address address, TransportContext context) {
        Connector socket = SocketConnector.unix(Path.of(address.rest()));
        return context.overStreams(
                address.scheme().equals(SHARED)
                        ? new SharedMemoryConnector(socket, context.settings().sharedMemoryBytes())
                        : socket);
    }
}
