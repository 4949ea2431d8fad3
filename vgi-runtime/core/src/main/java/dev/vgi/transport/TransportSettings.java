package dev.vgi.transport;

import dev.vgi.Limits;
import dev.vgi.external.FetchConfig;
import dev.vgi.http.Compression;
import dev.vgi.net.Tls;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settings of a client that its transports need. Hides credentials from whoever prints it.
 *
 * @param bearerToken asked before each request over HTTP; returns null for none
 * @param headers further headers of every request over HTTP
 * @param tls the authorities to trust
 * @param compression whether bodies are compressed over HTTP
 * @param connectTimeout the longest wait for a connection
 * @param maxConnections the most connections at once; 0 for the transport's default
 * @param maxWorkers the most programs of a {@code cmd:} address at once
 * @param sharedMemoryBytes the memory that one connection of a {@code shm+} address shares with its worker
 * @param limits bounds on what the worker may send; null for the transport's default
 * @param external how batches are fetched that come by way of a store
 */
public record TransportSettings(
        Supplier<@Nullable String> bearerToken,
        Map<String, String> headers,
        Tls tls,
        Compression compression,
        Duration connectTimeout,
        int maxConnections,
        int maxWorkers,
        int sharedMemoryBytes,
        @Nullable Limits limits,
        FetchConfig external) {

    public TransportSettings {
        headers = Map.copyOf(headers);
    }

    /** Returns these settings without bearer token, headers and trust store. */
    public TransportSettings withoutCredentials() {
        return new TransportSettings(
                () -> null,
                Map.of(),
                Tls.SYSTEM,
                compression,
                connectTimeout,
                maxConnections,
                maxWorkers,
                sharedMemoryBytes,
                limits,
                external);
    }

    @Override
    public String toString() {
        return "settings of a transport";
    }
}
