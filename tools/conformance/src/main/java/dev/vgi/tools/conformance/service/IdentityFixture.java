package dev.vgi.tools.conformance.service;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.server.Identity;
import dev.vgi.server.http.auth.SealedGrants;
import dev.vgi.service.GrantMinter;
import dev.vgi.service.IssuedGrant;
import dev.vgi.service.TokenIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one policy of credentials that the suite expects of every worker. */
public final class IdentityFixture {
    private static final String SUBJECT = "subject@conformance.example";
    private static final Set<String> INTROSPECTORS = Set.of("conformance-introspector");
    private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

    private IdentityFixture() {}

    /** Resolves and mints. */
    public static Identity both() {
        return Identity.builder()
                .resolver(IdentityFixture::resolve, INTROSPECTORS)
                .minter(IdentityFixture::mint)
                .acceptBearers(false)
                .build();
    }

    /** Resolves, and mints nothing. */
    public static Identity introspectOnly() {
        return Identity.builder()
                .resolver(IdentityFixture::resolve, INTROSPECTORS)
                .acceptBearers(false)
                .build();
    }

    /** Resolves, seals grants, and lets callers in by both. The keys are public: they must not seal anything else. */
    public static Identity grants() {
        return Identity.builder()
                .resolver(IdentityFixture::resolve, INTROSPECTORS)
                .sealedGrants(SealedGrants.builder(key(0x10))
                        .key(key(0x30))
                        .audience("conformance")
                        .maxLifetime(Duration.ofHours(1))
                        .build())
                .build();
    }

    private static byte[] key(int first) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (first + i);
        }
        return key;
    }

    private static @Nullable TokenIdentity resolve(String token) {
        return switch (token) {
            case "conformance-unavailable-token" -> throw unavailable("mapping store unreachable", 5);
            case "conformance-auth-unavailable-token" -> throw unavailable("authority unreachable", 7);
            case "conformance-unknown-token" -> null;
            case "conformance-zero-ttl-token" -> new TokenIdentity(SUBJECT, "conformance-subject", 0);
            case "conformance-minimal-token" -> TokenIdentity.of(SUBJECT);
            case "  conformance-padded-probe  " -> new TokenIdentity(SUBJECT, "conformance-padded", 300);
            default -> new TokenIdentity(SUBJECT, "conformance-subject", 300);
        };
    }

    private static IssuedGrant mint(String principal, String purpose, List<@Nullable String> scopes, long ttlSeconds) {
        String token = "conformance-grant-for:" + principal + "|" + String.join(",", scopes);
        return switch (purpose) {
            case "conformance-auth-unavailable" -> throw unavailable("grant store unreachable", 7);
            case "conformance-refused" -> throw GrantMinter.refused("conformance: this purpose is refused");
            case "conformance-minimal" -> IssuedGrant.of(token, EXPIRY);
            default -> new IssuedGrant(token, EXPIRY, "conformance-grant-id");
        };
    }

    private static VgiException unavailable(String what, long retrySeconds) {
        return VgiException.builder(Code.UNAVAILABLE, "conformance: " + what)
                .detail(ErrorDetail.retryInfo(Duration.ofSeconds(retrySeconds)))
                .build();
    }
}
