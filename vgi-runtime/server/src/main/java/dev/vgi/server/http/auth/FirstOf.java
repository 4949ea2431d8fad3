package dev.vgi.server.http.auth;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Alternatives, of which the first that knows the caller counts. */
record FirstOf(List<Authenticator> authenticators) implements Authenticator {
    @Override
    public Principal authenticate(Map<String, String> headers) {
        AuthReason reason = AuthReason.MISSING_CREDENTIAL;
        for (Authenticator authenticator : authenticators) {
            try {
                return authenticator.authenticate(headers);
            } catch (VgiException e) {
                if (e.code() != Code.UNAUTHENTICATED) {
                    throw e;
                }
                reason = reason == AuthReason.MISSING_CREDENTIAL ? AuthReason.of(e) : reason;
            }
        }
        throw reason.rejection();
    }

    /** One that needs no proxy lets callers in without. */
    @Override
    public Set<String> proxyHeaders() {
        var headers = new TreeSet<String>();
        for (Authenticator authenticator : authenticators) {
            Set<String> needed = authenticator.proxyHeaders();
            if (needed.isEmpty()) {
                return Set.of();
            }
            headers.addAll(needed);
        }
        return headers;
    }
}
