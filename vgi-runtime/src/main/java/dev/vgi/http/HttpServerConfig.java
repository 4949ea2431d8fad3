package dev.vgi.http;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.KeyFile;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
    final Compression compression;
    final Authenticator authenticator;
    final @Nullable KeyFile tls;
    final Limits limits;

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
        compression = builder.compression;
        authenticator = builder.authenticator;
        tls = builder.tls;
        limits = builder.limits;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What every answer says of this server. */
    Map<String, String> capabilities() {
        var capabilities = new LinkedHashMap<String, String>();
        capabilities.put(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT, "true");
        capabilities.put(HttpHeaders.MAX_REQUEST_BYTES, Long.toString(maxRequestBytes));
        if (maxResponseBytes < Long.MAX_VALUE) {
            capabilities.put(HttpHeaders.MAX_RESPONSE_BYTES, Long.toString(maxResponseBytes));
        }
        capabilities.put(HttpHeaders.EXTERNALIZATION_ENABLED, "false");
        capabilities.put(
                HttpHeaders.SUPPORTED_ENCODINGS,
                String.join(
                        ", ",
                        compression.producible().stream()
                                .map(ContentCoding::token)
                                .toList()));
        return capabilities;
    }

    private static byte[] randomKey() {
        byte[] key = new byte[XChaCha20Poly1305.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Collects the options; each has a default. */
    public static final class Builder {
        private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

        private String host = "127.0.0.1";
        private int port;
        private String prefix = "";
        private byte @Nullable [] tokenKey;
        private Duration tokenLifetime = Duration.ofHours(1);
        private int openStreams = 1024;
        private long maxRequestBytes = 256L << 20;
        private long maxResponseBytes = Long.MAX_VALUE;
        private int threads = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        private Compression compression = Compression.AUTO;
        private Authenticator authenticator = Authenticator.ANONYMOUS;
        private @Nullable KeyFile tls;
        private Limits limits = Limits.HTTP;

        private Builder() {}

        /** The address to listen at; default {@code 127.0.0.1}, which only this machine reaches. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** The port to listen at, 0 to 65535; default 0, any that is free. */
        public Builder port(int value) {
            check("port", value, 0, 65_535);
            port = value;
            return this;
        }

        /** The start of every path, such as {@code /vgi}; default none. */
        public Builder prefix(String value) {
            String stripped = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            if (!PREFIX.matcher(stripped).matches()) {
                throw VgiException.invalidArgument(
                        "prefix is '" + value + "', expected nothing or a path such as /vgi");
            }
            prefix = stripped;
            return this;
        }

        /** Seals stream tokens, 32 bytes; processes that share streams share it. Default: random for each server. */
        public Builder tokenKey(byte[] value) {
            if (value.length != XChaCha20Poly1305.KEY_BYTES) {
                throw VgiException.invalidArgument("tokenKey has " + value.length + " bytes, expected "
                        + XChaCha20Poly1305.KEY_BYTES + " from a good random source");
            }
            tokenKey = value.clone();
            return this;
        }

        /** How long a stream can be continued after it was opened; default 1 h, zero for ever. */
        public Builder tokenLifetime(Duration value) {
            if (value.isNegative() || value.toNanos() % 1_000_000_000 != 0) {
                throw VgiException.invalidArgument("tokenLifetime is " + value + ", expected whole seconds, 0 or more");
            }
            tokenLifetime = value;
            return this;
        }

        /**
         * How many streams stay open between their turns, so that a turn need not open its stream again; default 1024,
         * 0 for none.
         */
        public Builder openStreams(int value) {
            check("openStreams", value, 0, Integer.MAX_VALUE);
            openStreams = value;
            return this;
        }

        /** The longest request body, both as it comes and decoded, in bytes, at least 512; default 256 MiB. */
        public Builder maxRequestBytes(long value) {
            check("maxRequestBytes", value, 512, Long.MAX_VALUE);
            maxRequestBytes = value;
            return this;
        }

        /** The longest decoded answer, in bytes, 65,536 to 2^53 - 1; default no limit but the client's. */
        public Builder maxResponseBytes(long value) {
            check("maxResponseBytes", value, ResponseLimit.SMALLEST, ResponseLimit.LARGEST);
            maxResponseBytes = value;
            return this;
        }

        /** How many requests are worked on at a time, 1 to 10,000; default 4 for each processor, at least 16. */
        public Builder threads(int value) {
            check("threads", value, 1, 10_000);
            threads = value;
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

        public HttpServerConfig build() {
            return new HttpServerConfig(this);
        }

        private static void check(String name, long value, long least, long most) {
            if (value < least || value > most) {
                throw VgiException.invalidArgument(name + " is " + value + ", expected " + least + " to " + most);
            }
        }
    }
}
