package dev.vgi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One protocol that a server hosts.
 *
 * @param name its wire name, the routing key
 * @param version the declared version, {@code MAJOR.MINOR.PATCH}; empty where none is declared
 * @param hash 64 lowercase hex digits over its wire surface
 * @param deprecation what to use instead; null where it is not deprecated
 */
public record ProtocolSummary(
        String name, String version, String hash, @Nullable String deprecation) {
    /** The prefix of the protocols that the framework itself defines. */
    public static final String RESERVED_PREFIX = "vgi_rpc.";

    public boolean isApplication() {
        return !name.startsWith(RESERVED_PREFIX);
    }
}
