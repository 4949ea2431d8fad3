package dev.vgi.client.connect;

import dev.vgi.client.Client;
import dev.vgi.transport.Address;
import java.util.List;

/** Connects to workers by their addresses: the entry point of the client. */
public final class Vgi {
    private Vgi() {}

    /**
     * Creates a client with all settings at their defaults. Nothing is sent before the first call.
     *
     * @param address {@code http(s)://host[:port][/prefix]}, {@code unix:/path}, {@code tcp://host:port},
     *     {@code cmd:program arguments} (a worker on its standard input and output), {@code launch:program arguments}
     *     (a worker on a unix socket that all callers of this user share), {@code inproc:fully.qualified.Service};
     *     {@code shm+unix:} and {@code shm+cmd:} share memory as well. Or several of these, separated by commas: calls
     *     and streams are spread over them
     * @throws dev.vgi.VgiException INVALID_ARGUMENT for another address
     */
    public static Client connect(String address) {
        return client(address).connect();
    }

    /** Returns a builder of a client with settings of its own. */
    public static ClientBuilder client(String address) {
        return new ClientBuilder(Address.parseAll(address));
    }

    /**
     * Creates a client of a service in this process, for tests: every call goes over the same bytes as with a worker
     * elsewhere.
     *
     * @param service an object whose class implements one interface with {@code @VgiProtocol}
     */
    public static Client inProcess(Object service) {
        return new ClientBuilder(
                        List.of(new Address("inproc", service.getClass().getName())), service)
                .connect();
    }
}
