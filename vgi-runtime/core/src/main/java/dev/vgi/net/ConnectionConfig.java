package dev.vgi.net;

import dev.vgi.Preconditions;
import java.time.Duration;

/**
 * How connections are made. Equal configurations share their connections within a process.
 *
 * @param tls whom to trust
 * @param connectTimeout the longest wait for a connection to be established, name resolution included; 1 ms to an hour
 * @param maxConnections the most connections to one host and port at a time, 1 to 1024; further requests wait
 * @param policy what a host's addresses are checked against before one of them is connected to
 */
public record ConnectionConfig(Tls tls, Duration connectTimeout, int maxConnections, AddressPolicy policy) {
    /** The JVM's authorities, 10 s, 8 connections. */
    public static final ConnectionConfig DEFAULT = new ConnectionConfig(Tls.SYSTEM, Duration.ofSeconds(10), 8);

    public ConnectionConfig {
        Preconditions.duration("connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        Preconditions.range("maxConnections", maxConnections, 1, 1024);
    }

    /** To wherever an address leads. */
    public ConnectionConfig(Tls tls, Duration connectTimeout, int maxConnections) {
        this(tls, connectTimeout, maxConnections, UrlPolicy.UNRESTRICTED);
    }

    public ConnectionConfig withTls(Tls value) {
        return new ConnectionConfig(value, connectTimeout, maxConnections, policy);
    }

    public ConnectionConfig withConnectTimeout(Duration value) {
        return new ConnectionConfig(tls, value, maxConnections, policy);
    }

    public ConnectionConfig withMaxConnections(int value) {
        return new ConnectionConfig(tls, connectTimeout, value, policy);
    }

    public ConnectionConfig withPolicy(AddressPolicy value) {
        return new ConnectionConfig(tls, connectTimeout, maxConnections, value);
    }
}
