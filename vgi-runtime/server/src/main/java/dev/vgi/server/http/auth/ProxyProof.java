package dev.vgi.server.http.auth;

import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether a request came by way of a trusted proxy: one that shares a secret with this worker and stamps each
 * request with a proof (proxy-proof-spec.md of the specification). It comes before any authentication of users, which
 * it does not replace. What was found out is the claim {@value #CLAIM} of the request's principal: a map of
 * {@code verified}, {@code reason}, {@code origin_id}, {@code kid} as it was claimed and, only where the proof holds,
 * {@code proxy}. Thread-safe.
 */
public final class ProxyProof {
    /** The claim that tells what became of the proof. */
    public static final String CLAIM = "vgi_proxy_proof";

    private static final Logger LOG = LoggerFactory.getLogger(ProxyProof.class);
    private static final int LONGEST = 512;
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9._:/-]{1,255}");
    private static final Pattern TOKEN =
            Pattern.compile("v1\\.[A-Za-z0-9_-]{1,64}\\.[0-9]{1,20}\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}");

    private final boolean required;
    private final String originId;
    private final Map<String, Key> keys;
    private final Duration skew;
    private final NonceCache nonces;
    private final Clock clock;

    private ProxyProof(Builder builder, boolean required, Clock clock) {
        if (builder.keys.isEmpty()) {
            throw VgiException.invalidArgument("a proxy proof needs at least one secret: call secret()");
        }
        this.required = required;
        this.originId = builder.originId;
        this.keys = Map.copyOf(builder.keys);
        this.skew = builder.skew;
        this.nonces = new NonceCache(builder.replayCapacity, 2 * builder.skew.toSeconds());
        this.clock = clock;
    }

    /**
     * Collects what a worker must know.
     *
     * @param originId this worker's identifier, which proofs are made for: 1 to 255 letters, digits and {@code . _ : /
     *     -}
     */
    public static Builder builder(String originId) {
        return new Builder(
                Preconditions.matching("originId", originId, ORIGIN, "1 to 255 letters, digits and . _ : / -"));
    }

    /** Whether requests without a valid proof are turned away. */
    public boolean isRequired() {
        return required;
    }

    /**
     * What became of a request's proof, as a claim.
     *
     * @throws VgiException where a proof is required and does not hold: the same whatever is wrong with it
     */
    public Map<String, String> check(Map<String, String> headers) {
        var claim = new LinkedHashMap<String, String>();
        String reason = reason(headers.get(HttpHeaders.PROXY_PROOF.toLowerCase(Locale.ROOT)), claim);
        boolean verified = reason.equals("ok");
        claim.put("verified", Boolean.toString(verified));
        claim.put("origin_id", originId);
        claim.put("reason", reason);
        if (!verified) {
            LOG.debug("a request has no valid proxy proof: {}", claim);
            if (required) {
                throw AuthReason.PROXY_REQUIRED.rejection();
            }
        }
        return claim;
    }

    private String reason(@Nullable String token, Map<String, String> claim) {
        if (token == null) {
            return "no_proof";
        }
        if (token.length() > LONGEST || !TOKEN.matcher(token).matches()) {
            return "malformed";
        }
        String[] fields = token.split("\\.", -1);
        claim.put("kid", fields[1]);
        Key key = keys.get(fields[1]);
        if (key == null) {
            return "unknown_kid";
        }
        long now = clock.instant().getEpochSecond();
        long time = fields[2].length() > 18 ? Long.MAX_VALUE : Long.parseLong(fields[2]);
        if (now - time > skew.toSeconds()) {
            return "expired";
        }
        if (time - now > skew.toSeconds()) {
            return "not_yet_valid";
        }
        String message = "vgi.proxy.proof.v1\0" + fields[1] + "\0" + fields[2] + "\0" + fields[3] + "\0" + originId;
        String mac = Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key.secret(), message));
        if (!MessageDigest.isEqual(
                mac.getBytes(StandardCharsets.US_ASCII), fields[4].getBytes(StandardCharsets.US_ASCII))) {
            return "bad_mac";
        }
        if (!nonces.add(fields[1] + "." + fields[3], now)) {
            return "replayed";
        }
        claim.put("proxy", key.label());
        return "ok";
    }

    private static byte[] mac(byte[] secret, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(byte[] secret, String label) {}

    /** Collects the options; each but the secrets has a default. */
    public static final class Builder {
        private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{64}");

        private final String originId;
        private final Map<String, Key> keys = new LinkedHashMap<>();
        private Duration skew = Duration.ofSeconds(30);
        private int replayCapacity = 100_000;
        private Clock clock = Clock.systemUTC();

        private Builder(String originId) {
            this.originId = originId;
        }

        /** A proxy's secret under its key's name, which also names the proxy; see the other method. */
        public Builder secret(String kid, String hex) {
            return secret(kid, hex, kid);
        }

        /**
         * A proxy's secret; at least one is needed, and several overlap while they are changed.
         *
         * @param kid the key's name in proofs: 1 to 64 letters, digits, dashes and underscores, each once
         * @param hex 32 bytes as 64 hex digits
         * @param label what the proxy is called in the claim
         */
        public Builder secret(String kid, String hex, String label) {
            Preconditions.matching("the kid of a proxy's secret", kid, KID, "1 to 64 letters, digits, '-' and '_'");
            if (!SECRET.matcher(hex).matches()) {
                throw VgiException.invalidArgument(
                        "the secret '" + kid + "' has " + hex.length() + " characters, expected 64 hex digits");
            }
            if (keys.put(kid, new Key(HexFormat.of().parseHex(hex), label)) != null) {
                throw VgiException.invalidArgument("found two secrets of the kid '" + kid + "', expected one of each");
            }
            return this;
        }

        /** How far the proxy's clock may be off, and so how long a proof is good for; whole seconds, default 30 s. */
        public Builder skew(Duration value) {
            skew = Preconditions.seconds("skew", value, 1);
            return this;
        }

        /**
         * How many proofs are remembered, so that none is used twice; the oldest go first. Make it the requests of one
         * {@code 2 * skew}. Default 100,000; 0 remembers none.
         */
        public Builder replayCapacity(int value) {
            replayCapacity = Preconditions.range("replayCapacity", value, 0, Integer.MAX_VALUE);
            return this;
        }

        Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Turns away requests without a valid proof. */
        public ProxyProof require() {
            return new ProxyProof(this, true, clock);
        }

        /** Looks at proofs and lets every request pass, for a roll-out. */
        public ProxyProof allow() {
            return new ProxyProof(this, false, clock);
        }
    }
}
