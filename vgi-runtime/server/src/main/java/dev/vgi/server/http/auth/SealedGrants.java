package dev.vgi.server.http.auth;

import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.seal.SealedBox;
import dev.vgi.server.http.seal.XChaCha20Poly1305;
import dev.vgi.service.GrantMinter;
import dev.vgi.service.IssuedGrant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that are kept nowhere: whoever has one of the keys can tell whom a grant is for, and until when. They are
 * made by the first key and known by all, so a key is changed by putting a new one in front. One grant cannot be taken
 * back: keep {@link Builder#maxLifetime} short, or drop its key. A caller with a grant is of the domain {@code grant},
 * with the claims {@code grant_id}, {@code scopes} and {@code purpose}. Thread-safe.
 */
public final class SealedGrants implements GrantMinter {
    static final String PREFIX = "vgig1.";
    static final int KEY_BYTES = 32;

    static final String KEYS_VARIABLE = "VGI_RPC_GRANT_KEYS";
    static final String AUDIENCE_VARIABLE = "VGI_RPC_GRANT_AUDIENCE";
    static final String LIFETIME_VARIABLE = "VGI_RPC_GRANT_MAX_TTL_SECONDS";

    private static final int LONGEST = 4096;
    private static final long SKEW_SECONDS = 60;
    private static final int KID_BYTES = 8;
    private static final byte[] KID_LABEL = "vgi_rpc.grant.kid.v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LABEL = "vgi_rpc.grant.v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern BODY = Pattern.compile("[A-Za-z0-9_-]+");

    private final List<Key> keys;
    private final byte[] audience;
    private final Duration maxLifetime;
    private final Clock clock;

    private SealedGrants(Builder builder) {
        keys = List.copyOf(builder.keys);
        audience = builder.audience.getBytes(StandardCharsets.UTF_8);
        maxLifetime = builder.maxLifetime;
        clock = builder.clock;
    }

    /** Grants that this key makes: 32 bytes from a good random source. */
    public static Builder builder(byte[] key) {
        return new Builder().key(key);
    }

    /**
     * Those of the variables {@code VGI_RPC_GRANT_KEYS} (base64, separated by commas, the first of which makes grants),
     * {@code VGI_RPC_GRANT_AUDIENCE} and {@code VGI_RPC_GRANT_MAX_TTL_SECONDS}; empty where there are no keys.
     *
     * @param environment such as {@code System.getenv()}
     * @throws VgiException INVALID_ARGUMENT where one of them is malformed
     */
    public static Optional<SealedGrants> fromEnvironment(Map<String, String> environment) {
        String keys = environment.getOrDefault(KEYS_VARIABLE, "").strip();
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        Builder builder = new Builder();
        for (String key : keys.split(",", -1)) {
            if (!key.isBlank()) {
                set(KEYS_VARIABLE, () -> builder.key(decoded(key.strip())));
            }
        }
        if (builder.keys.isEmpty()) {
            throw VgiException.invalidArgument(KEYS_VARIABLE + " is '" + keys + "', expected at least one key");
        }
        builder.audience(environment.getOrDefault(AUDIENCE_VARIABLE, ""));
        String lifetime = environment.getOrDefault(LIFETIME_VARIABLE, "").strip();
        if (!lifetime.isEmpty()) {
            if (!lifetime.matches("[0-9]{1,18}")) {
                throw VgiException.invalidArgument(
                        LIFETIME_VARIABLE + " is '" + lifetime + "', expected a number of seconds");
            }
            set(LIFETIME_VARIABLE, () -> builder.maxLifetime(Duration.ofSeconds(Long.parseLong(lifetime))));
        }
        return Optional.of(builder.build());
    }

    private static byte[] decoded(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw VgiException.invalidArgument("a key is not base64, expected " + KEY_BYTES + " bytes as base64 each");
        }
    }

    /** Sets an option; what is wrong with it is told by the name of its variable. */
    private static void set(String variable, Runnable setting) {
        try {
            setting.run();
        } catch (VgiException e) {
            throw VgiException.invalidArgument(variable + ": " + e.getMessage());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    public IssuedGrant mint(String principal, String purpose, List<@Nullable String> scopes, long ttlSeconds) {
        byte[] id = keys.get(0).envelope.random(16);
        byte[] nonce = keys.get(0).envelope.random(XChaCha20Poly1305.NONCE_BYTES);
        return mint(principal, purpose, scopes, ttlSeconds, HexFormat.of().formatHex(id), nonce);
    }

    IssuedGrant mint(
            String principal,
            String purpose,
            List<@Nullable String> scopes,
            long ttlSeconds,
            String grantId,
            byte[] nonce) {
        if (ttlSeconds <= 0) {
            throw GrantMinter.refused("a grant of " + ttlSeconds + " s was asked for, expected at least 1");
        }
        long issued = clock.instant().getEpochSecond();
        long expires = issued + Math.min(ttlSeconds, maxLifetime.toSeconds());
        var names = new ArrayList<String>();
        for (String scope : scopes) {
            if (scope == null) {
                throw GrantMinter.refused("one of the scopes is null, expected text");
            }
            names.add(scope);
        }
        byte[] plain = GrantPayload.encode(new GrantPayload(issued, expires, grantId, principal, purpose, names));
        Key key = keys.get(0);
        byte[] sealed = key.envelope.seal(nonce, plain, associated(key));
        byte[] body = Arrays.copyOf(key.kid, KID_BYTES + sealed.length);
        System.arraycopy(sealed, 0, body, KID_BYTES, sealed.length);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(body);
        if (token.length() > LONGEST) {
            throw GrantMinter.refused("principal, purpose and scopes are too long for a grant");
        }
        return new IssuedGrant(token, Instant.ofEpochSecond(expires), grantId);
    }

    /**
     * Lets callers in by the grants of {@code Authorization: Bearer}. A bearer that is no grant is left to others; one
     * that says that it is and is not valid is turned away for good.
     */
    public Authenticator authenticator() {
        return headers -> {
            String token = Bearer.of(headers);
            if (!token.startsWith(PREFIX)) {
                throw (token.isEmpty() ? AuthReason.MISSING_CREDENTIAL : AuthReason.INVALID_CREDENTIAL).rejection();
            }
            return verified(token);
        };
    }

    /** Whom a grant is for. */
    Principal verified(String token) {
        String body = token.substring(PREFIX.length());
        if (token.length() > LONGEST || !BODY.matcher(body).matches() || body.length() % 4 == 1) {
            throw AuthReason.INVALID_CREDENTIAL.finalRejection();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(body);
        if (bytes.length < KID_BYTES
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(body)) {
            throw AuthReason.INVALID_CREDENTIAL.finalRejection();
        }
        byte[] kid = Arrays.copyOf(bytes, KID_BYTES);
        GrantPayload payload = keys.stream()
                .filter(key -> Arrays.equals(key.kid, kid))
                .findFirst()
                .map(key -> key.envelope.open(Arrays.copyOfRange(bytes, KID_BYTES, bytes.length), associated(key)))
                .flatMap(GrantPayload::decode)
                .orElseThrow(AuthReason.INVALID_CREDENTIAL::finalRejection);
        requireCurrent(payload);
        return new Principal(
                "grant",
                payload.principal(),
                Map.of(
                        "grant_id", payload.grantId(),
                        "scopes", payload.scopes(),
                        "purpose", payload.purpose()));
    }

    private void requireCurrent(GrantPayload payload) {
        long lifetime = payload.expires() - payload.issued();
        if (payload.principal().isEmpty() || lifetime <= 0 || lifetime > maxLifetime.toSeconds()) {
            throw AuthReason.INVALID_CREDENTIAL.finalRejection();
        }
        long now = clock.instant().getEpochSecond();
        if (payload.issued() > now + SKEW_SECONDS || now >= payload.expires() + SKEW_SECONDS) {
            throw AuthReason.EXPIRED_CREDENTIAL.finalRejection();
        }
    }

    private byte[] associated(Key key) {
        return ByteBuffer.allocate(LABEL.length + KID_BYTES + audience.length)
                .put(LABEL)
                .put(key.kid)
                .put(audience)
                .array();
    }

    private static final class Key {
        private final byte[] kid;
        private final SealedBox envelope;

        private Key(byte[] secret) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(KID_LABEL);
                kid = Arrays.copyOf(digest.digest(secret), KID_BYTES);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("SHA-256 is part of every JDK", e);
            }
            envelope = new SealedBox(secret);
        }
    }

    /** Collects the options; each but the key has a default. */
    public static final class Builder {
        private final List<Key> keys = new ArrayList<>();
        private String audience = "";
        private Duration maxLifetime = Duration.ofDays(7);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** A further key whose grants are accepted: 32 bytes, each once. */
        public Builder key(byte[] value) {
            var key = new Key(Preconditions.bytes("a grant's key", value, KEY_BYTES));
            if (keys.stream().anyMatch(known -> Arrays.equals(known.kid, key.kid))) {
                throw VgiException.invalidArgument("found one grant key twice, expected each once");
            }
            keys.add(key);
            return this;
        }

        /** Which deployment the grants are for, so that another one with the same key refuses them; default empty. */
        public Builder audience(String value) {
            audience = value;
            return this;
        }

        /** The longest that a grant is good for, whatever was asked; whole seconds, default 7 days. */
        public Builder maxLifetime(Duration value) {
            maxLifetime = Preconditions.seconds("maxLifetime", value, 1);
            return this;
        }

        Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public SealedGrants build() {
            return new SealedGrants(this);
        }
    }
}
