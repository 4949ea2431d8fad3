package dev.vgi.server.http;

import dev.vgi.Limits;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.external.External;
import dev.vgi.external.Externalizer;
import dev.vgi.http.Compression;
import dev.vgi.http.HttpHeaders;
import dev.vgi.http.ResponseLimit;
import dev.vgi.http.Route;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.KeyFile;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.auth.ProxyProof;
import dev.vgi.server.http.seal.XChaCha20Poly1305;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a worker serves HTTP. Immutable. */
public final class HttpServerConfig {
    final String host;
    final int port;
    final String prefix;
    final byte[] tokenKey;
    final Duration tokenLifetime;
    final int openStreams;
    final long maxRequestBytes;
    final long maxResponseBytes;
    final int threads;
    final int maxConnections;
    final int maxConnectionsPerAddress;
    final Duration headTimeout;
    final Duration idleTimeout;
    final int minBytesPerSecond;
    final Compression compression;
    final Authenticator authenticator;
    final @Nullable KeyFile tls;
    final Limits limits;
    final @Nullable StickyConfig sticky;
    final @Nullable ProxyProof proxyProof;
    final Set<String> corsOrigins;
    final Map<String, HttpPage> pages;

    private HttpServerConfig(Builder builder) {
        host = builder.host;
        port = builder.port;
        prefix = builder.prefix;
        tokenKey = builder.tokenKey != null ? builder.tokenKey.clone() : randomKey();
        tokenLifetime = builder.tokenLifetime;
        openStreams = builder.openStreams;
        maxRequestBytes = builder.maxRequestBytes;
        maxResponseBytes = builder.maxResponseBytes;
        threads = builder.threads;
        maxConnections = builder.maxConnections;
        maxConnectionsPerAddress = builder.maxConnectionsPerAddress;
        headTimeout = builder.headTimeout;
        idleTimeout = builder.idleTimeout;
        minBytesPerSecond = builder.minBytesPerSecond;
        compression = builder.compression;
        authenticator = builder.authenticator;
        tls = builder.tls;
        limits = builder.limits;
        sticky = builder.sticky;
        proxyProof = builder.proxyProof;
        corsOrigins = Set.copyOf(builder.corsOrigins);
        pages = Map.copyOf(builder.pages);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Who may call. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** What every answer says of this server. */
    Map<String, String> capabilities(External external) {
        var capabilities = new LinkedHashMap<String, String>();
        capabilities.put(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT, "true");
        capabilities.put(HttpHeaders.MAX_REQUEST_BYTES, Long.toString(maxRequestBytes));
        if (maxResponseBytes < Long.MAX_VALUE) {
            capabilities.put(HttpHeaders.MAX_RESPONSE_BYTES, Long.toString(maxResponseBytes));
        }
        Externalizer externalizer = external.externalizer();
        capabilities.put(HttpHeaders.EXTERNALIZATION_ENABLED, Boolean.toString(externalizer.isEnabled()));
        if (externalizer.maxExternalizedResponseBytes() < Long.MAX_VALUE) {
            capabilities.put(
                    HttpHeaders.MAX_EXTERNALIZED_RESPONSE_BYTES,
                    Long.toString(externalizer.maxExternalizedResponseBytes()));
        }
        if (external.takesUploads()) {
            capabilities.put(HttpHeaders.UPLOAD_URL_SUPPORT, "true");
            capabilities.put(HttpHeaders.MAX_UPLOAD_BYTES, Long.toString(externalizer.maxUploadBytes()));
        }
        capabilities.put(
                HttpHeaders.SUPPORTED_ENCODINGS,
                String.join(
                        ", ",
                        compression.producible().stream()
                                .map(ContentCoding::token)
                                .toList()));
        if (sticky != null) {
            capabilities.put(HttpHeaders.STICKY_ENABLED, "true");
            capabilities.put(HttpHeaders.STICKY_DEFAULT_TTL, Long.toString(sticky.lifetime.toSeconds()));
            if (!sticky.echoHeaders.isEmpty()) {
                capabilities.put(
                        HttpHeaders.STICKY_ECHO_HEADERS, String.join(", ", new TreeSet<>(sticky.echoHeaders.keySet())));
            }
        }
        if (proxyProof != null && proxyProof.isRequired()) {
            capabilities.put(HttpHeaders.PROXY_PROOF_REQUIRED, "true");
        }
        return capabilities;
    }

    Cors cors(Set<String> capabilities) {
        return new Cors(corsOrigins, capabilities, sticky == null ? Set.of() : sticky.echoHeaders.keySet());
    }

    /** The headers that only a proxy can set, and without which nobody is let in. */
    Set<String> proxyHeaders(Authenticator used) {
        var headers = new TreeSet<>(used.proxyHeaders());
        if (proxyProof != null && proxyProof.isRequired()) {
            headers.add(HttpHeaders.PROXY_PROOF);
        }
        return headers;
    }

    private static byte[] randomKey() {
        byte[] key = new byte[XChaCha20Poly1305.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Collects the options; each has a default. */
    public static final class Builder {
        private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
        private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[A-Za-z0-9.:\\[\\]-]+");
        private static final Pattern PAGE = Pattern.compile("[A-Za-z0-9._~-]+");

        private String host = "127.0.0.1";
        private int port;
        private String prefix = "";
        private byte @Nullable [] tokenKey;
        private Duration tokenLifetime = Duration.ofHours(1);
        private int openStreams = 1024;
        private long maxRequestBytes = 256L << 20;
        private long maxResponseBytes = Long.MAX_VALUE;
        private int threads = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        private int maxConnections = 4096;
        private int maxConnectionsPerAddress = 256;
        private Duration headTimeout = Duration.ofSeconds(30);
        // Above the time after which common clients and proxies drop an idle connection themselves.
        private Duration idleTimeout = Duration.ofMinutes(2);
        private int minBytesPerSecond = 16 << 10;
        private Compression compression = Compression.AUTO;
        private Authenticator authenticator = Authenticator.ANONYMOUS;
        private @Nullable KeyFile tls;
        private Limits limits = Limits.HTTP;
        private @Nullable StickyConfig sticky;
        private @Nullable ProxyProof proxyProof;
        private final Set<String> corsOrigins = new LinkedHashSet<>();
        private final Map<String, HttpPage> pages = new LinkedHashMap<>();

        private Builder() {}

        /** The address to listen at; default {@code 127.0.0.1}, which only this machine reaches. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** The port to listen at, 0 to 65535; default 0, any that is free. */
        public Builder port(int value) {
            port = Preconditions.range("port", value, 0, 65_535);
            return this;
        }

        /** The start of every path, such as {@code /vgi}; default none. */
        public Builder prefix(String value) {
            String stripped = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            prefix = Preconditions.matching("prefix", stripped, PREFIX, "nothing or a path such as /vgi");
            return this;
        }

        /** Seals stream tokens, 32 bytes; processes that share streams share it. Default: random for each server. */
        public Builder tokenKey(byte[] value) {
            tokenKey = Preconditions.bytes("tokenKey", value, XChaCha20Poly1305.KEY_BYTES)
                    .clone();
            return this;
        }

        /** How long a stream can be continued after it was opened; default 1 h, zero for ever. */
        public Builder tokenLifetime(Duration value) {
            tokenLifetime = Preconditions.seconds("tokenLifetime", value, 0);
            return this;
        }

        /**
         * How many streams stay open between their turns, so that a turn need not open its stream again; default 1024,
         * 0 for none.
         */
        public Builder openStreams(int value) {
            openStreams = Preconditions.range("openStreams", value, 0, Integer.MAX_VALUE);
            return this;
        }

        /** The longest request body, both as it comes and decoded, in bytes, at least 512; default 256 MiB. */
        public Builder maxRequestBytes(long value) {
            maxRequestBytes = Preconditions.range("maxRequestBytes", value, 512, Long.MAX_VALUE);
            return this;
        }

        /** The longest decoded answer, in bytes, 65,536 to 2^53 - 1; default no limit but the client's. */
        public Builder maxResponseBytes(long value) {
            maxResponseBytes =
                    Preconditions.range("maxResponseBytes", value, ResponseLimit.SMALLEST, ResponseLimit.LARGEST);
            return this;
        }

        /**
         * How many requests are worked on at a time, 1 to 10,000; default 4 for each processor, at least 16. At most
         * half of them wait for more of a request's body, and {@code /health} needs none.
         */
        public Builder threads(int value) {
            threads = Preconditions.range("threads", value, 1, 10_000);
            return this;
        }

        /** The most connections at once, 1 to 1,000,000; default 4096. Requests of further ones are refused (503). */
        public Builder maxConnections(int value) {
            maxConnections = Preconditions.range("maxConnections", value, 1, 1_000_000);
            return this;
        }

        /**
         * The most connections at once of one remote address, 1 to 1,000,000; default 256. Requests of further ones are
         * refused (503). The loopback address has only the bound of all, as a proxy on this machine has; raise it for a
         * proxy on another, whose address is that of all of its clients.
         */
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = Preconditions.range("maxConnectionsPerAddress", value, 1, 1_000_000);
            return this;
        }

        /**
         * How long the head of a request may take to come, from its first byte, or from the connection's start for the
         * first request; then the connection is closed. 1 ms to 1 day, default 30 s.
         */
        public Builder headTimeout(Duration value) {
            headTimeout = Preconditions.duration("headTimeout", value, Duration.ofMillis(1), Duration.ofDays(1));
            return this;
        }

        /**
         * How long a connection may be silent, between requests, within one and while its client takes no answer,
         * before it is closed; 1 ms to 1 day, default 2 min. A method may take longer.
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = Preconditions.duration("idleTimeout", value, Duration.ofMillis(1), Duration.ofDays(1));
            return this;
        }

        /**
         * How fast the body of a request comes on average, in bytes a second, once it was waited for as long as
         * {@link #idleTimeout}; a slower one is refused (408). As fast at least an answer is taken; else the connection
         * is closed. At least 0, for any; default 16,384.
         */
        public Builder minBytesPerSecond(int value) {
            minBytesPerSecond = Preconditions.range("minBytesPerSecond", value, 0, Integer.MAX_VALUE);
            return this;
        }

        /** How answers may be compressed for clients that ask for it; default as they ask. */
        public Builder compression(Compression value) {
            compression = value;
            return this;
        }

        /** Who may call; default everybody. */
        public Builder authenticator(Authenticator value) {
            authenticator = value;
            return this;
        }

        /** Serves https with this key and its certificate; default http. */
        public Builder tls(KeyFile value) {
            tls = value;
            return this;
        }

        /** Bounds on what is read; default {@link Limits#HTTP}. */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /** Offers sticky sessions; default none. Servers behind one address share the {@link #tokenKey}. */
        public Builder stickySessions(StickyConfig value) {
            sticky = value;
            return this;
        }

        /** Looks for the proof that a request came by way of a trusted proxy; default none. */
        public Builder proxyProof(ProxyProof value) {
            proxyProof = value;
            return this;
        }

        /**
         * Adds an origin whose pages may call from a browser, such as {@code https://app.example}, or {@code *} for
         * all. Default none: nothing is said of origins.
         */
        public Builder corsOrigin(String value) {
            corsOrigins.add(Preconditions.matching("corsOrigin", value, ORIGIN, "* or scheme://host[:port]"));
            return this;
        }

        /** Adds a page beside the methods, at {@code {prefix}/{name}}; default none but {@code health}. */
        public Builder page(String name, HttpPage value) {
            Preconditions.matching("the name of a page", name, PAGE, "one segment of a path");
            if (name.equals("health") || name.equals(Route.SESSION)) {
                throw VgiException.invalidArgument(
                        "the page '" + name + "' is the server's own, expected another name");
            }
            pages.put(name, value);
            return this;
        }

        public HttpServerConfig build() {
            return new HttpServerConfig(this);
        }
    }
}
