package dev.vgi.tools.conformance;

import dev.vgi.protocol.Principal;
import dev.vgi.server.http.auth.AuthReason;
import dev.vgi.server.http.auth.Authenticator;
import java.util.Map;
import java.util.Set;

/** Turns every caller away, for the reason that it asks for where a request can be the cause of that. */
enum RejectingAuthenticator implements Authenticator {
    INSTANCE;

    private static final Set<AuthReason> OF_A_REQUEST = Set.of(
            AuthReason.MISSING_CREDENTIAL,
            AuthReason.INVALID_CREDENTIAL,
            AuthReason.EXPIRED_CREDENTIAL,
            AuthReason.INSUFFICIENT_SCOPE);

    @Override
    public Principal authenticate(Map<String, String> headers) {
        String asked = headers.get("x-conformance-auth-reason");
        throw OF_A_REQUEST.stream()
                .filter(reason -> reason.wireName().equals(asked))
                .findFirst()
                .orElse(AuthReason.UNAUTHORIZED)
                .rejection();
    }
}
