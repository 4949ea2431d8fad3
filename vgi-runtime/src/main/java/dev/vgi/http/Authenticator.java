package dev.vgi.http;

import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;

/** Finds out who sends a request, before anything else of it is looked at. Thread-safe. */
@FunctionalInterface
public interface Authenticator {
    /** Lets everybody in. */
    Authenticator ANONYMOUS = headers -> Principal.ANONYMOUS;

    /**
     * Who calls.
     *
     * @param headers the request's headers by lower-case name; several of one name are joined by commas
     * @throws VgiException {@link AuthReason#rejection()}, or UNAVAILABLE where it cannot be found out now; the client is
     *     told the reason, and none of the message
     */
    Principal authenticate(Map<String, String> headers);

    /**
     * The headers without which nobody is let in and which only a proxy can set, such as {@code x-forwarded-client-cert}.
     * Where there are any, every 401 says so: a proxy that does not send them is the likeliest cause.
     */
    default Set<String> proxyHeaders() {
        return Set.of();
    }

    /** The same, which depends on a proxy that sets these headers. */
    default Authenticator behindProxy(String... headers) {
        Authenticator inner = this;
        Set<String> names = Set.of(headers);
        return new Authenticator() {
            @Override
            public Principal authenticate(Map<String, String> request) {
                return inner.authenticate(request);
            }

            @Override
            public Set<String> proxyHeaders() {
                return names;
            }
        };
    }

    /** Knows callers by the token of their {@code Authorization: Bearer}. */
    static Authenticator bearerTokens(Map<String, Principal> principals) {
        Map<String, Principal> known = Map.copyOf(principals);
        return headers -> {
            String value = headers.get("authorization");
            if (value == null || !value.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw AuthReason.MISSING_CREDENTIAL.rejection();
            }
            byte[] token = value.substring(7).strip().getBytes(StandardCharsets.UTF_8);
            Principal found = null;
            for (Map.Entry<String, Principal> entry : known.entrySet()) {
                if (MessageDigest.isEqual(entry.getKey().getBytes(StandardCharsets.UTF_8), token)) {
                    found = entry.getValue();
                }
            }
            if (found == null) {
                throw AuthReason.INVALID_CREDENTIAL.rejection();
            }
            return found;
        };
    }
}
