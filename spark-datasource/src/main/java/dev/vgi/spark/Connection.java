package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.connect.Address;
import dev.vgi.connect.ClientBuilder;
import dev.vgi.connect.Vgi;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is reached. Travels to the executors, credentials included, and hides them from whoever prints it.
 *
 * @param url the worker's address
 * @param bearerToken for every request over HTTP; null for none
 * @param headers further headers of every request over HTTP
 * @param trustStore a file of the authorities to trust; null for the JVM's
 * @param trustStorePassword null for none
 * @param connectTimeout the longest wait for a connection
 * @param maxConnections the most connections of one process; 0 for the transport's default
 */
record Connection(
        String url,
        @Nullable String bearerToken,
        Map<String, String> headers,
        @Nullable String trustStore,
        @Nullable String trustStorePassword,
        Duration connectTimeout,
        int maxConnections)
        implements Serializable {

    static Connection of(OptionText options) {
        String url = options.text(VgiOption.URL)
                .orElseThrow(
                        () -> VgiException.invalidArgument("option 'url' is missing, expected the worker's address:"
                                + " http://host:port, unix:/path or tcp://host:port"));
        Address.parse(url);
        Optional<String> maxConnections = options.text(VgiOption.MAX_CONNECTIONS);
        return new Connection(
                url.strip(),
                options.text(VgiOption.BEARER_TOKEN).orElse(null),
                options.prefixed(VgiOption.HEADER),
                options.text(VgiOption.TRUST_STORE).orElse(null),
                options.text(VgiOption.TRUST_STORE_PASSWORD).orElse(null),
                options.duration(VgiOption.CONNECT_TIMEOUT),
                maxConnections.isEmpty() ? 0 : options.number(VgiOption.MAX_CONNECTIONS, 1, 1024));
    }

    /** The same way to another address. */
    Connection at(String address) {
        return new Connection(
                address, bearerToken, headers, trustStore, trustStorePassword, connectTimeout, maxConnections);
    }

    /** A client's settings. Nothing is sent. */
    ClientBuilder builder() {
        ClientBuilder builder = Vgi.client(url).connectTimeout(connectTimeout);
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
        return builder;
    }

    /** The address, without credentials. */
    @Override
    public String toString() {
        return Address.parse(url).toString();
    }
}
