package dev.vgi.server.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import dev.vgi.service.IssuedGrant;
import dev.vgi.testing.OptionsPage;
import dev.vgi.testing.PythonReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that are kept nowhere. */
class SealedGrantsTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] OTHER_KEY = new byte[32];
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    static {
        Arrays.fill(OTHER_KEY, (byte) 7);
    }

    private static SealedGrants.Builder at(Instant now, byte[] key) {
        return SealedGrants.builder(key).clock(Clock.fixed(now, ZoneOffset.UTC));
    }

    private static SealedGrants grants(Instant now) {
        return at(now, KEY).build();
    }

    private static String minted(SealedGrants grants, long seconds) {
        return grants.mint("ann", "nightly", List.of("read", "write"), seconds).token();
    }

    private static void assertRefused(SealedGrants grants, String token, AuthReason reason) {
        assertThatThrownBy(() -> grants.verified(token)).isInstanceOfSatisfying(VgiException.class, e -> {
            assertThat(AuthReason.of(e)).isEqualTo(reason);
            assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED);
        });
    }

    @Test
    void grant_tellsWhoseItIs_andNothingOfASignIn() {
        IssuedGrant grant = grants(NOW).mint("ann", "nightly", List.of("read", "write"), 60);
        assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(grant.grantId()).matches("[0-9a-f]{32}");
        Principal principal = grants(NOW.plusSeconds(59)).verified(grant.token());
        assertThat(principal.domain()).isEqualTo("grant");
        assertThat(principal.name()).isEqualTo("ann");
        assertThat(principal.claims())
                .isEqualTo(
                        Map.of("grant_id", grant.grantId(), "purpose", "nightly", "scopes", List.of("read", "write")));
    }

    @Test
    void lifetime_isCutToTheLongest() {
        SealedGrants grants = at(NOW, KEY).maxLifetime(Duration.ofHours(1)).build();
        assertThat(grants.mint("ann", "p", List.of(), 100_000).expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @CsvSource({"-61, EXPIRED_CREDENTIAL", "-60, ", "119, ", "120, EXPIRED_CREDENTIAL"})
    void grant_isGoodFromItsMakingToItsEnd_clocksBeingAMinuteOff(long offset, AuthReason reason) {
        String token = minted(grants(NOW), 60);
        SealedGrants later = grants(NOW.plusSeconds(offset));
        if (reason == null) {
            assertThat(later.verified(token).name()).isEqualTo("ann");
        } else {
            assertRefused(later, token, reason);
        }
    }

    @Test
    void grantOfAnotherKeyOrDeployment_isNone() {
        String token = minted(grants(NOW), 60);
        assertRefused(at(NOW, OTHER_KEY).build(), token, AuthReason.INVALID_CREDENTIAL);
        assertRefused(at(NOW, KEY).audience("staging").build(), token, AuthReason.INVALID_CREDENTIAL);
    }

    @Test
    void oldKey_isKnownAslongAsItIsListed() {
        String token = minted(grants(NOW), 60);
        SealedGrants rotated = at(NOW, OTHER_KEY).key(KEY).build();
        assertThat(rotated.verified(token).name()).isEqualTo("ann");
        assertRefused(grants(NOW), minted(rotated, 60), AuthReason.INVALID_CREDENTIAL);
    }

    @Test
    void grantThatWasMadeForLongerThanIsAllowedNow_isNone() {
        String token = minted(grants(NOW), 86_400);
        assertRefused(at(NOW, KEY).maxLifetime(Duration.ofHours(1)).build(), token, AuthReason.INVALID_CREDENTIAL);
    }

    @Test
    void everyChangeOfAGrant_makesItNone() {
        SealedGrants grants = grants(NOW);
        String token = minted(grants, 60);
        for (int i = SealedGrants.PREFIX.length(); i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(
                    grants, token.substring(0, i) + other + token.substring(i + 1), AuthReason.INVALID_CREDENTIAL);
        }
        assertRefused(grants, token + "=", AuthReason.INVALID_CREDENTIAL);
        assertRefused(grants, token + "A", AuthReason.INVALID_CREDENTIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgig1.", "vgig1.A", "vgig1.AAAA", "vgig1.%%%%", "vgig1.AAAA AAAA"})
    void whatOnlyBeginsLikeAGrant_isNone(String token) {
        assertRefused(grants(NOW), token, AuthReason.INVALID_CREDENTIAL);
    }

    @Test
    void authenticator_leavesOtherBearersToOthers() {
        Authenticator authenticator = grants(NOW).authenticator();
        assertThat(authenticator
                        .authenticate(Map.of("authorization", "Bearer " + minted(grants(NOW), 60)))
                        .name())
                .isEqualTo("ann");
        assertThatThrownBy(() -> authenticator.authenticate(Map.of("authorization", "Bearer other")))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAUTHENTICATED));
        assertThatThrownBy(() -> authenticator.authenticate(Map.of()))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.kind()).isEqualTo("missing_credential"));
    }

    @Test
    void badGrant_endsTheChain_andOtherBearersDoNot() {
        Authenticator chain =
                Authenticator.firstOf(grants(NOW).authenticator(), headers -> new Principal("last", "resort"));
        assertThat(chain.authenticate(Map.of("authorization", "Bearer vgig2.AAAA"))
                        .name())
                .isEqualTo("resort");
        assertThatThrownBy(() -> chain.authenticate(Map.of("authorization", "Bearer vgig1.AAAA")))
                .isInstanceOf(VgiException.class);
    }

    @Test
    void whatCannotBeInAGrant_isRefused() {
        SealedGrants grants = grants(NOW);
        for (Runnable minting : List.<Runnable>of(
                () -> minted(grants, 0),
                () -> minted(grants, -1),
                () -> grants.mint("ann", "p", Collections.singletonList(null), 60),
                () -> grants.mint("a".repeat(70_000), "p", List.of(), 60),
                () -> grants.mint("a".repeat(5_000), "p", List.of(), 60))) {
            assertThatThrownBy(minting::run).isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.kind())
                    .isEqualTo("grant_refused"));
        }
    }

    @Test
    void environment_givesKeysAudienceAndLifetime_orStopsTheStart() {
        String keys = Base64.getEncoder().encodeToString(KEY) + ","
                + Base64.getEncoder().withoutPadding().encodeToString(OTHER_KEY);
        assertThat(SealedGrants.fromEnvironment(Map.of())).isEmpty();
        assertThat(SealedGrants.fromEnvironment(Map.of("VGI_RPC_GRANT_KEYS", keys, "VGI_RPC_GRANT_AUDIENCE", "a")))
                .isPresent();
        for (Map<String, String> wrong : List.of(
                Map.of("VGI_RPC_GRANT_KEYS", "AAAA"),
                Map.of("VGI_RPC_GRANT_KEYS", "no base64!"),
                Map.of("VGI_RPC_GRANT_KEYS", keys + "," + Base64.getEncoder().encodeToString(KEY)),
                Map.of("VGI_RPC_GRANT_KEYS", keys, "VGI_RPC_GRANT_MAX_TTL_SECONDS", "0"),
                Map.of("VGI_RPC_GRANT_KEYS", keys, "VGI_RPC_GRANT_MAX_TTL_SECONDS", "a week"))) {
            assertThatThrownBy(() -> SealedGrants.fromEnvironment(wrong)).isInstanceOf(VgiException.class);
        }
    }

    /** The published vectors, read from the reference where it is installed. */
    @Test
    void publishedVectors_hold() throws Exception {
        JsonNode vectors = vectors();
        for (JsonNode each : vectors.get("mint")) {
            JsonNode request = each.get("request");
            var scopes = new ArrayList<String>();
            request.get("scopes").forEach(scope -> scopes.add(scope.asText()));
            IssuedGrant grant = at(
                            Instant.ofEpochSecond(each.get("now").asLong()),
                            Base64.getDecoder()
                                    .decode(each.get("minting_key_b64").asText()))
                    .audience(each.get("audience").asText())
                    .maxLifetime(Duration.ofSeconds(each.get("max_ttl_seconds").asLong()))
                    .build()
                    .mint(
                            request.get("principal").asText(),
                            request.get("purpose").asText(),
                            scopes,
                            request.get("ttl_seconds").asLong(),
                            request.get("grant_id").asText(),
                            HexFormat.of().parseHex(each.get("nonce_hex").asText()));
            assertThat(grant.token())
                    .as(each.get("name").asText())
                    .isEqualTo(each.get("token").asText());
            assertThat(grant.expiresAt().getEpochSecond())
                    .isEqualTo(each.get("claims").get("expires_at").asLong());
        }
        JsonNode defaults = vectors.get("defaults");
        for (JsonNode each : vectors.get("accept")) {
            assertThatCode(() ->
                            verifier(each, defaults).verified(each.get("token").asText()))
                    .as(each.get("name").asText())
                    .doesNotThrowAnyException();
        }
        for (JsonNode each : vectors.get("reject")) {
            String token = each.get("token").asText();
            if (token.startsWith(SealedGrants.PREFIX)) {
                assertRefused(
                        verifier(each, defaults),
                        token,
                        each.get("expired").asBoolean()
                                ? AuthReason.EXPIRED_CREDENTIAL
                                : AuthReason.INVALID_CREDENTIAL);
            }
        }
    }

    private static SealedGrants verifier(JsonNode each, JsonNode defaults) {
        JsonNode keys =
                each.path("verify_keys_b64").isArray() ? each.get("verify_keys_b64") : defaults.get("verify_keys_b64");
        SealedGrants.Builder builder = at(
                Instant.ofEpochSecond(option(each, defaults, "now").asLong()),
                Base64.getDecoder().decode(keys.get(0).asText()));
        for (int i = 1; i < keys.size(); i++) {
            builder.key(Base64.getDecoder().decode(keys.get(i).asText()));
        }
        return builder.audience(option(each, defaults, "audience").asText())
                .maxLifetime(Duration.ofSeconds(
                        option(each, defaults, "max_ttl_seconds").asLong()))
                .build();
    }

    private static JsonNode option(JsonNode each, JsonNode defaults, String name) {
        return each.has(name) ? each.get(name) : defaults.get(name);
    }

    private static JsonNode vectors() throws Exception {
        Process process = new ProcessBuilder(
                        PythonReference.require().python(),
                        "-c",
                        "import importlib.resources as r;"
                                + "print(r.files('vgi_rpc.conformance').joinpath('grant_token_vectors.json').read_text())")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ObjectMapper().readTree(process.getInputStream().readAllBytes());
    }

    @Test
    void page_hasTheVariables() {
        assertThat(OptionsPage.read("docs/server.md").below("Grants from the environment"))
                .containsExactlyInAnyOrder(
                        SealedGrants.KEYS_VARIABLE, SealedGrants.AUDIENCE_VARIABLE, SealedGrants.LIFETIME_VARIABLE);
    }
}
