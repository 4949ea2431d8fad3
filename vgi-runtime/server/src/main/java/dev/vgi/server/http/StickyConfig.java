package dev.vgi.server.http;

import dev.vgi.Preconditions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** How a server keeps {@linkplain dev.vgi.protocol.StickySession sticky sessions}. Immutable. */
public final class StickyConfig {
    final Duration lifetime;
    final int maxSessions;
    final Duration waitTimeout;
    final Map<String, String> echoHeaders;

    private StickyConfig(Builder builder) {
        lifetime = builder.lifetime;
        maxSessions = builder.maxSessions;
        waitTimeout = builder.waitTimeout;
        echoHeaders = Map.copyOf(builder.echoHeaders);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options; each has a default. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-zA-Z-]+");
        private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

        private Duration lifetime = Duration.ofMinutes(5);
        private int maxSessions = 10_000;
        private Duration waitTimeout = Duration.ofMinutes(1);
        private final Map<String, String> echoHeaders = new LinkedHashMap<>();

        private Builder() {}

        /**
         * How long a session lives that a method opens without saying so, in whole seconds, at least 1; default 5 min.
         */
        public Builder lifetime(Duration value) {
            lifetime = Preconditions.seconds("sticky lifetime", value, 1);
            return this;
        }

        /** The most sessions at once, at least 1; the next to be opened is refused. Default 10,000. */
        public Builder maxSessions(int value) {
            maxSessions = Preconditions.range("maxSessions", value, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * How long a call waits for the one of the same session that runs already, 0 to an hour; default 1 min. It
         * holds one of the server's {@link HttpServerConfig.Builder#threads} meanwhile.
         */
        public Builder waitTimeout(Duration value) {
            waitTimeout = Preconditions.duration("sticky waitTimeout", value, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        /**
         * A header that clients send with every further request of a session, for a proxy to route by, such as
         * {@code fly-force-instance-id}. Default none.
         */
        public Builder echoHeader(String name, String value) {
            Preconditions.matching("the name of an echo header", name, NAME, "a header's name");
            Preconditions.matching(
                    "the value of the echo header " + name, value, VALUE, "a header's value of one line");
            echoHeaders.put(name, value);
            return this;
        }

        public StickyConfig build() {
            return new StickyConfig(this);
        }
    }
}
