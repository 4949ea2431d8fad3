package dev.vgi.server;

import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.auth.SealedGrants;
import dev.vgi.service.GrantMinter;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.TokenResolver;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of credentials, by the protocol {@code vgi_rpc.Identity.v2}: whom one belongs to, and new ones
 * for callers' automation. It hosts the methods that are configured here, and no others. Over HTTP the server also
 * accepts these credentials as {@code Authorization: Bearer}, after its own authenticator has not known the caller;
 * without one, callers that send no credential stay anonymous. Immutable.
 *
 * <pre>{@code
 * Server.builder().identity(Identity.builder()
 *         .resolver(tokens::owner, Set.of("gateway"))
 *         .sealedGrants(SealedGrants.builder(key).build())
 *         .build())
 * }</pre>
 */
public final class Identity {
    private final @Nullable TokenResolver resolver;
    private final Set<String> introspectors;
    private final @Nullable GrantMinter minter;
    private final @Nullable SealedGrants grants;
    private final Duration maxAuthAge;
    private final boolean bearers;

    private Identity(Builder builder) {
        if (builder.resolver == null && builder.minter == null && builder.grants == null) {
            throw VgiException.invalidArgument("an identity needs a resolver, a minter or sealed grants");
        }
        if (builder.minter != null && builder.grants != null) {
            throw VgiException.invalidArgument("found a minter and sealed grants, expected one of them: both mint");
        }
        resolver = builder.resolver;
        introspectors = Set.copyOf(builder.introspectors);
        grants = builder.grants;
        minter = builder.minter == null ? builder.grants : builder.minter;
        maxAuthAge = builder.maxAuthAge;
        bearers = builder.bearers;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a server has whose environment configures grants.
     *
     * @param own what the program configures; null for nothing
     * @throws VgiException INVALID_ARGUMENT where that leaves the environment's keys unused
     */
    static @Nullable Identity with(@Nullable Identity own, Map<String, String> environment) {
        Optional<SealedGrants> grants =
                own != null && own.grants != null ? Optional.empty() : SealedGrants.fromEnvironment(environment);
        if (grants.isEmpty()) {
            return own;
        }
        if (own != null) {
            throw VgiException.invalidArgument(
                    "the environment has VGI_RPC_GRANT_KEYS, and the server's identity has no"
                            + " sealed grants: give it sealedGrants(SealedGrants.fromEnvironment(System.getenv()).get()), unset"
                            + " the variable, or set grantsFromEnvironment(false)");
        }
        return builder().sealedGrants(grants.get()).build();
    }

    BoundService bound(CallMemory memory, Interceptors around) {
        Class<?> form = resolver == null
                ? IdentityProtocol.Minting.class
                : minter == null ? IdentityProtocol.Resolving.class : IdentityProtocol.Both.class;
        var service = new IdentityService(resolver, introspectors, minter, maxAuthAge, Clock.systemUTC());
        return new BoundService(ServiceInterface.of(form), service, memory, around);
    }

    /**
     * The authenticator with what this accepts besides.
     *
     * @throws VgiException INVALID_ARGUMENT where that would be a way around a proxy
     */
    Authenticator accepting(Authenticator own) {
        var others = new ArrayList<Authenticator>();
        if (grants != null) {
            others.add(grants.authenticator());
        }
        if (resolver != null) {
            others.add(Authenticator.resolvedBy(resolver));
        }
        if (!bearers || others.isEmpty()) {
            return own;
        }
        if (!own.proxyHeaders().isEmpty()) {
            throw VgiException.invalidArgument("the authenticator depends on a proxy (" + own.proxyHeaders()
                    + "), and grants would be a way around it: compose them yourself with Authenticator.firstOf, and"
                    + " set acceptBearers(false)");
        }
        boolean open = own.equals(Authenticator.ANONYMOUS);
        var all = new ArrayList<Authenticator>(open ? List.of() : List.of(own));
        all.addAll(others);
        Authenticator chain = Authenticator.firstOf(all.toArray(Authenticator[]::new));
        return open ? headers -> (headers.containsKey("authorization") ? chain : own).authenticate(headers) : chain;
    }

    /** Collects what a deployment knows. */
    public static final class Builder {
        private @Nullable TokenResolver resolver;
        private Set<String> introspectors = Set.of();
        private @Nullable GrantMinter minter;
        private @Nullable SealedGrants grants;
        private Duration maxAuthAge = Duration.ofMinutes(15);
        private boolean bearers = true;

        private Builder() {}

        /**
         * Answers whom credentials belong to.
         *
         * @param callers the names of the principals that may ask, at least one: everybody else could find out whose a
         *     stolen credential is
         */
        public Builder resolver(TokenResolver value, Set<String> callers) {
            if (callers.isEmpty() || callers.contains("")) {
                throw VgiException.invalidArgument(
                        "found no names of who may ask whom a credential belongs to, expected" + " at least one");
            }
            resolver = value;
            introspectors = callers;
            return this;
        }

        /** Makes credentials of your own kind; default none. */
        public Builder minter(GrantMinter value) {
            minter = value;
            return this;
        }

        /** Makes credentials that are kept nowhere; default none. */
        public Builder sealedGrants(SealedGrants value) {
            grants = value;
            return this;
        }

        /** How long ago a caller that has a grant made may have signed in; whole seconds, default 15 min. */
        public Builder maxAuthAge(Duration value) {
            maxAuthAge = Preconditions.seconds("maxAuthAge", value, 1);
            return this;
        }

        /** Whether HTTP callers are let in by these credentials; default yes. */
        public Builder acceptBearers(boolean value) {
            bearers = value;
            return this;
        }

        public Identity build() {
            return new Identity(this);
        }
    }
}
