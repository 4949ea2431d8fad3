package dev.vgi.connector.options;

import dev.vgi.external.FetchConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * How batches are fetched that come by way of a store, in a form that travels between processes.
 *
 * @param allowedHosts servers besides public ones with https: {@code scheme://host[:port]}
 * @param maxBytes the largest object, as the store sends it
 * @param timeout for one object, all attempts together
 * @param parallelRequests how many ranges of one object are fetched at once
 */
public record FetchOptions(Set<String> allowedHosts, long maxBytes, Duration timeout, int parallelRequests)
        implements Serializable {
    /** From public servers with https alone; objects of at most 256 MiB, in 60 s, 8 ranges at once. */
    public static final FetchOptions DEFAULT = new FetchOptions(Set.of(), 256L << 20, Duration.ofSeconds(60), 8);

    /**
     * @throws dev.vgi.VgiException INVALID_ARGUMENT for an entry that names no server, and for numbers out of bounds
     */
    public FetchOptions {
        allowedHosts = Set.copyOf(allowedHosts);
        config(allowedHosts, maxBytes, timeout, parallelRequests);
    }

    FetchConfig config() {
        return config(allowedHosts, maxBytes, timeout, parallelRequests);
    }

    private static FetchConfig config(Set<String> hosts, long maxBytes, Duration timeout, int parallelRequests) {
        return FetchConfig.builder()
                .allowedHosts(hosts)
                .maxFetchBytes(maxBytes)
                .timeout(timeout)
                .parallelRequests(parallelRequests)
                .build();
    }
}
