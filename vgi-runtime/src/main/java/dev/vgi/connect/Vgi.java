package dev.vgi.connect;

import dev.vgi.client.Client;

/** The way in: clients of workers, by their addresses. */
public final class Vgi {
    private Vgi() {}

    /**
     * A client with all settings at their defaults. Nothing is sent before the first call.
     *
     * @param address {@code http(s)://host[:port][/prefix]}, {@code unix:/path}, {@code tcp://host:port},
     *     {@code cmd:program arguments} or {@code inproc:fully.qualified.Service}
     * @throws dev.vgi.VgiException INVALID_ARGUMENT for another address
     */
    public static Client connect(String address) {
        return client(address).connect();
    }

    /** A client with settings of its own. */
    public static ClientBuilder client(String address) {
        return new ClientBuilder(Address.parse(address));
    }
}
