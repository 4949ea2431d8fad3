package dev.vgi.server.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests came by way of the proxy. */
class ProxyProofTest {
    private static final long NOW = 1_800_000_000;
    private static final String SECRET = "11".repeat(32);
    private static final String OTHER_SECRET = "22".repeat(32);
    private static final String NONCE = "AAAAAAAAAAAAAAAAAAAAAA";

    private static ProxyProof.Builder builder() {
        return ProxyProof.builder("worker-1")
                .secret("east", SECRET)
                .secret("west-v2", OTHER_SECRET, "west")
                .clock(Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    }

    private final ProxyProof proof = builder().allow();

    /** A proof as a proxy makes it. */
    private static String made(String kid, String hex, long time, String nonce, String origin) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(java.util.HexFormat.of().parseHex(hex), "HmacSHA256"));
            String message = String.join("\0", "vgi.proxy.proof.v1", kid, Long.toString(time), nonce, origin);
            byte[] sealed = mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
            return "v1." + kid + "." + time + "." + nonce + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String valid(String nonce) {
        return made("east", SECRET, NOW, nonce, "worker-1");
    }

    private static String reason(ProxyProof proof, String token) {
        return proof.check(Map.of("vgi-proxy-proof", token)).get("reason");
    }

    @Test
    void validProof_namesTheProxyThatItsSecretBelongsTo() {
        assertThat(proof.check(Map.of("vgi-proxy-proof", valid(NONCE))))
                .containsEntry("verified", "true")
                .containsEntry("proxy", "east")
                .containsEntry("origin_id", "worker-1");
        assertThat(proof.check(Map.of("vgi-proxy-proof", made("west-v2", OTHER_SECRET, NOW, NONCE, "worker-1"))))
                .containsEntry("proxy", "west");
    }

    @Test
    void claimedKey_isNobodysNameBeforeItsSecretIsProven() {
        Map<String, String> claim =
                proof.check(Map.of("vgi-proxy-proof", made("west-v2", SECRET, NOW, NONCE, "worker-1")));
        assertThat(claim)
                .containsEntry("reason", "bad_mac")
                .containsEntry("kid", "west-v2")
                .doesNotContainKey("proxy");
    }

    @ParameterizedTest
    @CsvSource({"-30, ok", "30, ok", "-31, expired", "31, not_yet_valid", "999999999999999, not_yet_valid"})
    void proof_isGoodWithinTheSkewOnBothSides(long offset, String reason) {
        assertThat(reason(proof, made("east", SECRET, NOW + offset, NONCE, "worker-1")))
                .isEqualTo(reason);
    }

    @Test
    void proofForAnotherWorker_isNone() {
        assertThat(reason(proof, made("east", SECRET, NOW, NONCE, "worker-2"))).isEqualTo("bad_mac");
    }

    @Test
    void proof_isGoodOnce_unlessNoneIsRemembered() {
        assertThat(reason(proof, valid(NONCE))).isEqualTo("ok");
        assertThat(reason(proof, valid(NONCE))).isEqualTo("replayed");
        assertThat(reason(proof, valid("BAAAAAAAAAAAAAAAAAAAAA"))).isEqualTo("ok");
        ProxyProof forgetful = builder().replayCapacity(0).allow();
        assertThat(reason(forgetful, valid(NONCE))).isEqualTo("ok");
        assertThat(reason(forgetful, valid(NONCE))).isEqualTo("ok");
    }

    @Test
    void memoryOfProofs_isBounded_theOldestGoFirst() {
        ProxyProof small = builder().replayCapacity(2).allow();
        for (char first : new char[] {'A', 'B', 'C'}) {
            assertThat(reason(small, valid(first + NONCE.substring(1)))).isEqualTo("ok");
        }
        assertThat(reason(small, valid("C" + NONCE.substring(1)))).isEqualTo("replayed");
        assertThat(reason(small, valid("A" + NONCE.substring(1)))).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "v1.a.b.c",
                "v1.east.1.AAAAAAAAAAAAAAAAAAAAAA.A.A",
                "v1.ea!st.1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v1.east.+1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v1.east.1.short.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v2.east.1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v1.east.1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, v1.x"
            })
    void whatIsNoProof_isMalformed(String token) {
        assertThat(reason(proof, token)).isEqualTo("malformed");
    }

    @Test
    void requiredProof_turnsAwayForOneReason() {
        ProxyProof required = builder().require();
        for (Map<String, String> headers : java.util.List.of(
                Map.<String, String>of(),
                Map.of("vgi-proxy-proof", "garbage"),
                Map.of("vgi-proxy-proof", made("nobody", SECRET, NOW, NONCE, "worker-1")),
                Map.of("vgi-proxy-proof", made("east", OTHER_SECRET, NOW, NONCE, "worker-1")))) {
            assertThatThrownBy(() -> required.check(headers))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.kind()).isEqualTo("proxy_required"))
                    .hasMessage("authentication rejected: proxy_required");
        }
        assertThat(required.check(Map.of("vgi-proxy-proof", valid(NONCE)))).containsEntry("reason", "ok");
    }

    @Test
    void optionsOutOfBounds_areRefusedAtOnce() {
        assertThatThrownBy(() -> ProxyProof.builder("w").require()).hasMessageContaining("at least one secret");
        assertThatThrownBy(() -> ProxyProof.builder("w").secret("k", "abc")).hasMessageContaining("64 hex digits");
        assertThatThrownBy(() -> builder().secret("east", SECRET))
                .hasMessageContaining("two secrets of the kid 'east'");
        assertThatThrownBy(() -> ProxyProof.builder("no spaces")).hasMessageContaining("originId is 'no spaces'");
        assertThatThrownBy(() -> builder().skew(Duration.ofMillis(1))).hasMessageContaining("skew");
    }
}
