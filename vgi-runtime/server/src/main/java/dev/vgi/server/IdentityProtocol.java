package dev.vgi.server;

import dev.vgi.service.CallContext;
import dev.vgi.service.IssuedGrant;
import dev.vgi.service.TokenIdentity;
import dev.vgi.service.VgiProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code vgi_rpc.Identity.v2} in its three forms: a server hosts the methods that it can answer, and no others. */
final class IdentityProtocol {
    static final String NAME = "vgi_rpc.Identity.v2";

    private IdentityProtocol() {}

    @VgiProtocol(name = NAME)
    interface Resolving {
        TokenIdentity introspectToken(CallContext context, String token);
    }

    @VgiProtocol(name = NAME)
    interface Minting {
        IssuedGrant issueGrant(CallContext context, String purpose, List<@Nullable String> scopes, long ttlSeconds);
    }

    @VgiProtocol(name = NAME)
    interface Both {
        TokenIdentity introspectToken(CallContext context, String token);

        IssuedGrant issueGrant(CallContext context, String purpose, List<@Nullable String> scopes, long ttlSeconds);
    }
}
