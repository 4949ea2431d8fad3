package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import dev.vgi.service.CallContext;
import dev.vgi.service.GrantMinter;
import dev.vgi.service.IssuedGrant;
import dev.vgi.service.TokenIdentity;
import dev.vgi.service.TokenResolver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards what a deployment resolves and mints. The order of the checks keeps callers from learning more than they may.
 */
final class IdentityService implements IdentityProtocol.Resolving, IdentityProtocol.Minting, IdentityProtocol.Both {
    private static final Duration USUAL_RETRY = Duration.ofSeconds(5);

    private final @Nullable TokenResolver resolver;
    private final Set<String> introspectors;
    private final @Nullable GrantMinter minter;
    private final Duration maxAuthAge;
    private final Clock clock;

    IdentityService(
            @Nullable TokenResolver resolver,
            Set<String> introspectors,
            @Nullable GrantMinter minter,
            Duration maxAuthAge,
            Clock clock) {
        this.resolver = resolver;
        this.introspectors = introspectors;
        this.minter = minter;
        this.maxAuthAge = maxAuthAge;
        this.clock = clock;
    }

    @Override
    public TokenIdentity introspectToken(CallContext context, String token) {
        TokenResolver known = resolver;
        if (known == null) {
            throw refused("this worker does not resolve credentials");
        }
        Principal caller = context.principal();
        if (!caller.isAuthenticated() || !introspectors.contains(caller.name())) {
            throw refused("caller is not an introspector");
        }
        TokenIdentity owner = TokenResolver.mayResolve(token) ? available(() -> known.resolve(token)) : null;
        if (owner == null) {
            throw error(Code.NOT_FOUND, ErrorKind.TOKEN_UNRESOLVED, "TokenUnresolvedError", "unresolved");
        }
        return owner;
    }

    @Override
    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    public IssuedGrant issueGrant(CallContext context, String purpose, List<@Nullable String> scopes, long ttlSeconds) {
        GrantMinter known = minter;
        if (known == null) {
            throw GrantMinter.refused("this worker does not mint grants");
        }
        requireFresh(context.principal());
        String owner = context.principal().name();
        return Objects.requireNonNull(available(() -> known.mint(owner, purpose, scopes, ttlSeconds)));
    }

    /** Only who has just signed in may have credentials made; a grant is no such thing, so none makes another. */
    private void requireFresh(Principal caller) {
        if (!caller.isAuthenticated() || caller.name().isEmpty()) {
            throw stale("the caller is not authenticated");
        }
        Object time = caller.claims().get("auth_time");
        if (time == null) {
            throw stale("credential carries no auth_time; only a recently authenticated user may mint a grant");
        }
        double seconds;
        try {
            seconds = Double.parseDouble(time.toString());
        } catch (NumberFormatException e) {
            throw stale("credential carries an auth_time that is no number");
        }
        double age = clock.millis() / 1000.0 - seconds;
        if (!(age <= maxAuthAge.toSeconds())) {
            throw stale("the caller authenticated too long ago, expected within " + maxAuthAge.toSeconds()
                    + " s (maxAuthAge)");
        }
    }

    /** An outage is told as one: a caller must not take it for an answer. */
    private static <T extends @Nullable Object> T available(Supplier<T> hook) {
        try {
            return hook.get();
        } catch (VgiException e) {
            if (e.code() != Code.UNAVAILABLE) {
                throw e;
            }
            Duration delay = Objects.requireNonNullElse(e.retryDelay(), USUAL_RETRY);
            throw VgiException.builder(Code.UNAVAILABLE, "the answer cannot be found out now")
                    .kind(ErrorKind.IDENTITY_UNAVAILABLE)
                    .detail(ErrorDetail.retryInfo(delay))
                    .remote("IdentityUnavailableError", "")
                    .cause(e)
                    .build();
        }
    }

    private static VgiException refused(String message) {
        return error(Code.PERMISSION_DENIED, ErrorKind.INTROSPECTION_REFUSED, "IntrospectionRefusedError", message);
    }

    private static VgiException stale(String message) {
        return error(Code.UNAUTHENTICATED, ErrorKind.STALE_AUTH, "StaleAuthError", message);
    }

    private static VgiException error(Code code, String kind, String type, String message) {
        return VgiException.builder(code, message).kind(kind).remote(type, "").build();
    }
}
