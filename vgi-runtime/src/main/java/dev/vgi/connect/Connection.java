package dev.vgi.connect;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is reached, in a form that travels between processes, credentials included. Hides them from whoever prints
 * it.
 *
 * @param url the worker's address, or several of one service, as {@link Address#parseAll} reads them
 * @param bearerToken for every request over HTTP; null for none
 * @param headers further headers of every request over HTTP
 * @param trustStore a file of the authorities to trust; null for the JVM's
 * @param trustStorePassword null for none
 * @param connectTimeout the longest wait for a connection
 * @param maxConnections the most connections of one client; 0 for the transport's default
 * @param maxWorkers the most programs of a {@code cmd:} address at once; 0 for {@link ClientBuilder#maxWorkers}'s default
 * @param sharedMemoryBytes the memory that one connection of a {@code shm+} address shares with its worker
 * @param external how batches are fetched that come by way of a store
 */
public record Connection(
        String url,
        @Nullable String bearerToken,
        Map<String, String> headers,
        @Nullable String trustStore,
        @Nullable String trustStorePassword,
        Duration connectTimeout,
        int maxConnections,
        int maxWorkers,
        int sharedMemoryBytes,
        ExternalFetches external)
        implements Serializable {

    /** @throws dev.vgi.VgiException INVALID_ARGUMENT for a url that is no address */
    public Connection {
        Address.parseAll(url);
    }

    /** All addresses. */
    public List<Address> addresses() {
        return Address.parseAll(url);
    }

    /** Whether any of the addresses is reached over HTTP, where a stream lives as long as its tokens. */
    public boolean isOverHttp() {
        return addresses().stream().anyMatch(address -> address.scheme().startsWith("http"));
    }

    /** The same way to another address. */
    public Connection at(String address) {
        return new Connection(
                address,
                bearerToken,
                headers,
                trustStore,
                trustStorePassword,
                connectTimeout,
                maxConnections,
                maxWorkers,
                sharedMemoryBytes,
                external);
    }

    /** A client's settings. Nothing is sent. */
    public ClientBuilder builder() {
        ClientBuilder builder = Vgi.client(url)
                .connectTimeout(connectTimeout)
                .sharedMemoryBytes(sharedMemoryBytes)
                .external(external.config());
        if (bearerToken != null) {
            builder.bearerToken(bearerToken);
        }
        headers.forEach(builder::header);
        if (trustStore != null) {
            builder.trustStore(Path.of(trustStore), trustStorePassword);
        }
        if (maxConnections > 0) {
            builder.maxConnections(maxConnections);
        }
        if (maxWorkers > 0) {
            builder.maxWorkers(maxWorkers);
        }
        return builder;
    }

    /** The address, without credentials. */
    @Override
    public String toString() {
        return addresses().stream().map(Address::toString).collect(Collectors.joining(","));
    }
}
