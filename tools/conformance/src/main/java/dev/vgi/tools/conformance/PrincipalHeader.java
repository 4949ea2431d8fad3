package dev.vgi.tools.conformance;

import dev.vgi.protocol.Principal;
import dev.vgi.server.http.auth.AuthReason;
import dev.vgi.server.http.auth.Authenticator;
import java.util.Map;

/** Believes every caller who it says that it is: for the suite alone, which plays several of them. */
enum PrincipalHeader implements Authenticator {
    INSTANCE;

    @Override
    public Principal authenticate(Map<String, String> headers) {
        String name = headers.getOrDefault("x-conformance-principal", "");
        if (name.isEmpty()) {
            if (headers.containsKey("authorization")) {
                throw AuthReason.INVALID_CREDENTIAL.rejection();
            }
            return Principal.ANONYMOUS;
        }
        var principal = new Principal("conformance", name);
        String time = headers.get("x-conformance-auth-time");
        return time == null ? principal : principal.withClaim("auth_time", time);
    }
}
