package dev.vgi.external;

import dev.vgi.ClientOption;
import dev.vgi.Limits;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.Tls;
import dev.vgi.net.UrlPolicy;
import java.time.Duration;
import java.util.Set;

/**
 * How the objects are fetched that pointer batches name. A pointer says where to connect to, so by default only https
 * is followed, and only to public addresses. Immutable.
 */
public final class FetchConfig {
    /** All defaults. */
    public static final FetchConfig DEFAULT = builder().build();

    final long maxFetchBytes;
    final long maxDecompressedBytes;
    final long parallelFromBytes;
    final int chunkBytes;
    final int parallelRequests;
    final Duration timeout;
    final int attempts;
    final Duration retryDelay;
    final int maxRedirects;
    final double hedgeFactor;
    final Duration hedgeAfter;
    final int maxHedges;
    final ConnectionConfig connections;
    private final UrlPolicy policy;

    private FetchConfig(Builder builder) {
        maxFetchBytes = builder.maxFetchBytes;
        maxDecompressedBytes = builder.maxDecompressedBytes > 0
                ? builder.maxDecompressedBytes
                : builder.maxFetchBytes > Long.MAX_VALUE / 16 ? Long.MAX_VALUE : 16 * builder.maxFetchBytes;
        parallelFromBytes = builder.parallelFromBytes;
        chunkBytes = builder.chunkBytes;
        parallelRequests = builder.parallelRequests;
        timeout = builder.timeout;
        attempts = builder.attempts;
        retryDelay = builder.retryDelay;
        maxRedirects = builder.maxRedirects;
        hedgeFactor = builder.hedgeFactor;
        hedgeAfter = builder.hedgeAfter;
        maxHedges = builder.maxHedges;
        policy = UrlPolicy.PUBLIC_HTTPS.withAllowedHosts(builder.allowedHosts);
        connections = new ConnectionConfig(builder.tls, builder.connectTimeout, builder.maxConnections, policy);
    }

    public static Builder builder() {
        return new Builder();
    }

    UrlPolicy policy() {
        return policy;
    }

    /** What an object may hold is bounded by its decoded size. */
    Limits limits() {
        return Limits.RAW.withMessageBytes(Math.min(maxDecompressedBytes, Integer.MAX_VALUE));
    }

    /** Collects the options; each has a default. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofMillis(1);
        private static final Duration LONGEST = Duration.ofHours(1);

        private long maxFetchBytes = 256L << 20;
        private long maxDecompressedBytes;
        private long parallelFromBytes = 64L << 20;
        private int chunkBytes = 8 << 20;
        private int parallelRequests = 8;
        private Duration timeout = Duration.ofSeconds(60);
        private int attempts = 3;
        private Duration retryDelay = Duration.ofMillis(500);
        private int maxRedirects = 5;
        private double hedgeFactor = 2;
        private Duration hedgeAfter = Duration.ofMillis(100);
        private int maxHedges = 4;
        private Set<String> allowedHosts = Set.of();
        private Tls tls = Tls.SYSTEM;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private int maxConnections = 32;

        private Builder() {}

        /** The largest object, in bytes as the store sends them, at least 1; default 256 MiB. */
        public Builder maxFetchBytes(long value) {
            maxFetchBytes = Preconditions.range(ClientOption.MAX_FETCH_BYTES, value, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * The largest object after it was decompressed, in bytes, at least 1; default 16 times {@link #maxFetchBytes}.
         */
        public Builder maxDecompressedBytes(long value) {
            maxDecompressedBytes = Preconditions.range("maxDecompressedBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        /** From which size on, in bytes, an object is fetched by ranges, at least 1; default 64 MiB. */
        public Builder parallelFromBytes(long value) {
            parallelFromBytes = Preconditions.range("parallelFromBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        /** The bytes of one range, 64 KiB to 1 GiB; default 8 MiB. */
        public Builder chunkBytes(int value) {
            chunkBytes = Preconditions.range("chunkBytes", value, 64 << 10, 1 << 30);
            return this;
        }

        /** How many ranges of one object are fetched at once, 1 to 64; default 8. */
        public Builder parallelRequests(int value) {
            parallelRequests = Preconditions.range("parallelRequests", value, 1, 64);
            return this;
        }

        /** How long fetching one object may take, all attempts together, 1 ms to a day; default 60 s. */
        public Builder timeout(Duration value) {
            timeout = Preconditions.duration(ClientOption.FETCH_TIMEOUT, value, SHORTEST, Duration.ofDays(1));
            return this;
        }

        /** How often a request that may do better is made, 1 to 10; default 3. */
        public Builder attempts(int value) {
            attempts = Preconditions.range("attempts", value, 1, 10);
            return this;
        }

        /** How long to wait between two attempts, 0 to an hour; default 500 ms. */
        public Builder retryDelay(Duration value) {
            retryDelay = Preconditions.duration("retryDelay", value, Duration.ZERO, LONGEST);
            return this;
        }

        /** How many redirects in a row are followed, 0 to 20; default 5. */
        public Builder maxRedirects(int value) {
            maxRedirects = Preconditions.range("maxRedirects", value, 0, 20);
            return this;
        }

        /**
         * A range that takes longer than the median of those that have arrived, times this, is asked for a second time;
         * at least 1, or 0 for never; default 2.
         */
        public Builder hedgeFactor(double value) {
            if (!(value == 0 || (value >= 1 && value <= 1000))) {
                throw VgiException.invalidArgument("hedgeFactor is " + value + ", expected 0, or 1 to 1000");
            }
            hedgeFactor = value;
            return this;
        }

        /** How old a range is at least before it is asked for a second time, 1 ms to an hour; default 100 ms. */
        public Builder hedgeAfter(Duration value) {
            hedgeAfter = Preconditions.duration("hedgeAfter", value, SHORTEST, LONGEST);
            return this;
        }

        /** How many ranges of one object may be asked for a second time so, 0 to 1000; default 4. */
        public Builder maxHedges(int value) {
            maxHedges = Preconditions.range("maxHedges", value, 0, 1000);
            return this;
        }

        /**
         * Servers to fetch from besides those that speak https at a public address: {@code scheme://host[:port]}, such
         * as {@code http://minio:9000} for a store in the same cluster; without a port any. Default none.
         */
        public Builder allowedHosts(Set<String> value) {
            allowedHosts = Set.copyOf(value);
            return this;
        }

        /** Whom to trust on https; default the JVM's authorities. */
        public Builder tls(Tls value) {
            tls = value;
            return this;
        }

        /** How long connecting to a store may take, 1 ms to an hour; default 10 s. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = Preconditions.duration("connectTimeout", value, SHORTEST, LONGEST);
            return this;
        }

        /** How many connections this process has to one store at a time, 1 to 1024; default 32. */
        public Builder maxConnections(int value) {
            maxConnections = Preconditions.range("maxConnections", value, 1, 1024);
            return this;
        }

        /**
         * The configuration.
         *
         * @throws VgiException INVALID_ARGUMENT for an entry of {@link #allowedHosts} that names no server
         */
        public FetchConfig build() {
            return new FetchConfig(this);
        }
    }
}
