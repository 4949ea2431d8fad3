package dev.vgi.server.http.auth;

import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import dev.vgi.service.TokenIdentity;
import dev.vgi.service.TokenResolver;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
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
     * @throws VgiException {@link AuthReason#rejection()}, or UNAVAILABLE where it cannot be found out now; the client
     *     is told the reason, and none of the message
     */
    Principal authenticate(Map<String, String> headers);

    /**
     * The headers without which nobody is let in and which only a proxy can set, such as
     * {@code x-forwarded-client-cert}. Where there are any, every 401 says so: a proxy that does not send them is the
     * likeliest cause.
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

    /**
     * Knows whom one of these knows, asked in their order until one does, says that nobody else is to be asked
     * ({@link AuthReason#finalRejection()}), or cannot find out. Where none does, the reason is the first that is more
     * than a missing credential.
     */
    static Authenticator firstOf(Authenticator... authenticators) {
        return new FirstOf(List.of(authenticators));
    }

    /**
     * Knows the owners of opaque bearers, under the domain {@code token} and with the claim {@code token_name}. Signed
     * tokens, sealed grants and what is too long are not looked up.
     */
    static Authenticator resolvedBy(TokenResolver resolver) {
        return headers -> {
            String token = Bearer.of(headers);
            if (token.isEmpty()) {
                throw AuthReason.MISSING_CREDENTIAL.rejection();
            }
            TokenIdentity owner = token.startsWith(SealedGrants.PREFIX) || !TokenResolver.mayResolve(token)
                    ? null
                    : resolver.resolve(token);
            if (owner == null) {
                throw AuthReason.INVALID_CREDENTIAL.rejection();
            }
            return new Principal("token", owner.principal(), Map.of("token_name", owner.tokenName()));
        };
    }

    /** Knows callers by the token of their {@code Authorization: Bearer}. */
    static Authenticator bearerTokens(Map<String, Principal> principals) {
        Map<String, Principal> known = Map.copyOf(principals);
        return headers -> {
            String value = Bearer.of(headers);
            if (value.isEmpty()) {
                throw AuthReason.MISSING_CREDENTIAL.rejection();
            }
            byte[] token = value.getBytes(StandardCharsets.UTF_8);
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
