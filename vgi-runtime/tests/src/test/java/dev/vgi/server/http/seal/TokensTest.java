package dev.vgi.server.http.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.protocol.Principal;
import dev.vgi.server.http.seal.Tokens.Binding;
import dev.vgi.server.http.seal.Tokens.CallState;
import dev.vgi.server.http.seal.Tokens.Cursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Instant NOON = Instant.parse("2025-06-01T12:00:00Z");
    private static final Binding BINDING = new Binding("p.P", "m", Principal.ANONYMOUS);

    private final byte[] key = HexFormat.of().parseHex("00".repeat(31) + "01");
    private final Tokens tokens = at(NOON);

    private Tokens at(Instant time) {
        return new Tokens(key, Duration.ofHours(1), Clock.fixed(time, ZoneOffset.UTC));
    }

    /** draft-irtf-cfrg-xchacha-03, section 2.2.1. */
    @Test
    void subkey_isTheDrafts() {
        byte[] subkey = HChaCha20.subkey(
                hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                hex("000000090000004a0000000031415927"));
        assertThat(subkey).isEqualTo(hex("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"));
    }

    /** draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
    @Test
    void ciphertextAndTag_areTheDrafts() {
        var cipher = new XChaCha20Poly1305(hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
        byte[] nonce = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
        byte[] associated = hex("50515253c0c1c2c3c4c5c6c7");
        byte[] plaintext = hex("4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
                + "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
                + "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
                + "637265656e20776f756c642062652069742e");
        byte[] sealed = hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                + "21f9664c97637da9768812f615c68b13b52e"
                + "c0875924c1c7987947deafd8780acf49");
        assertThat(cipher.seal(nonce, plaintext, associated)).isEqualTo(sealed);
        assertThat(cipher.open(nonce, sealed, associated)).isEqualTo(plaintext);
        sealed[0] ^= 1;
        assertThat(cipher.open(nonce, sealed, associated)).isNull();
    }

    @Test
    void tokens_openToWhatWasSealed() {
        var id = tokens.newCallId();
        CallState call = tokens.openCall(tokens.seal(new CallState(id, 123_456, new byte[] {1, 2}), BINDING), BINDING);
        assertThat(call.id()).isEqualTo(id);
        assertThat(call.responseLimit()).isEqualTo(123_456);
        assertThat(call.state()).containsExactly(1, 2);
        Cursor cursor = tokens.openCursor(tokens.seal(new Cursor(id, new byte[] {3}), BINDING), BINDING);
        assertThat(cursor.call()).isEqualTo(id);
        assertThat(cursor.state()).containsExactly(3);
    }

    @Test
    void tokens_differEachTime() {
        Cursor cursor = new Cursor(tokens.newCallId(), new byte[0]);
        assertThat(tokens.seal(cursor, BINDING)).isNotEqualTo(tokens.seal(cursor, BINDING));
    }

    @Test
    void cursor_opensForItsMethodProtocolAndPrincipalOnly() {
        var principal = new Principal("d", "n");
        var binding = new Binding("p", "m", principal);
        String token = tokens.seal(new Cursor(tokens.newCallId(), new byte[0]), binding);
        assertRefused(token, new Binding("p", "other", principal));
        assertRefused(token, new Binding("other", "m", principal));
        assertRefused(token, new Binding("p", "m", Principal.ANONYMOUS));
        assertRefused(token, new Binding("p", "m", new Principal("dn", "")));
        assertThat(tokens.openCursor(token, binding).state()).isEmpty();
    }

    @Test
    void callTokenAndCursor_areNotInterchangeable() {
        var id = tokens.newCallId();
        assertRefused(tokens.seal(new CallState(id, 1, new byte[0]), BINDING), BINDING);
        String cursor = tokens.seal(new Cursor(id, new byte[0]), BINDING);
        assertThatThrownBy(() -> tokens.openCall(cursor, BINDING))
                .hasMessage("State token signature verification failed");
    }

    @Test
    void anyAlteredByte_isRefused() {
        byte[] token = Base64.getDecoder().decode(tokens.seal(new Cursor(tokens.newCallId(), new byte[9]), BINDING));
        for (int i = 0; i < token.length; i++) {
            byte[] altered = token.clone();
            altered[i] ^= 0x10;
            assertRefused(Base64.getEncoder().encodeToString(altered), BINDING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "====", "AQID", "not base64!"})
    void whatIsNoToken_isRefused(String token) {
        assertRefused(token, BINDING);
    }

    @Test
    void token_expiresAfterItsLifetime() {
        String token = tokens.seal(new Cursor(tokens.newCallId(), new byte[0]), BINDING);
        assertThat(at(NOON.plusSeconds(3600)).openCursor(token, BINDING).state())
                .isEmpty();
        assertThatThrownBy(() -> at(NOON.plusSeconds(3601)).openCursor(token, BINDING))
                .hasMessageContaining("State token expired");
        assertThat(new Tokens(key, Duration.ZERO, Clock.fixed(NOON.plusSeconds(1_000_000), ZoneOffset.UTC))
                        .openCursor(token, BINDING)
                        .state())
                .isEmpty();
    }

    @Test
    void largeState_isCompressedInsideTheSeal() {
        byte[] state = new byte[100_000];
        String token = tokens.seal(new Cursor(tokens.newCallId(), state), BINDING);
        assertThat(token.length()).isLessThan(500);
        assertThat(tokens.openCursor(token, BINDING).state()).isEqualTo(state);
    }

    @Test
    void stateThatDoesNotCompress_doesNotGrow() {
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);
        assertThat(Tokens.packed(noise)).hasSize(1001).startsWith((byte) 0);
        assertThat(Tokens.packed(new byte[3])).containsExactly(0, 0, 0, 0);
        assertThat(Tokens.unpacked(Tokens.packed(noise))).isEqualTo(noise);
    }

    @Test
    void unknownOrBrokenCodec_isRefused() {
        assertThatThrownBy(() -> Tokens.unpacked(new byte[] {7, 1, 2})).hasMessageContaining("verification failed");
        assertThatThrownBy(() -> Tokens.unpacked(new byte[] {1, 1, 2})).hasMessageContaining("verification failed");
        assertThatThrownBy(() -> Tokens.unpacked(new byte[0])).hasMessageContaining("verification failed");
    }

    @Test
    void stateThatClaimsToBeHuge_isRefused() {
        byte[] frame = com.github.luben.zstd.Zstd.compress(new byte[65 << 20]);
        byte[] packed = new byte[frame.length + 1];
        packed[0] = 1;
        System.arraycopy(frame, 0, packed, 1, frame.length);
        assertThatThrownBy(() -> Tokens.unpacked(packed)).hasMessageContaining("verification failed");
    }

    private void assertRefused(String token, Binding binding) {
        assertThatThrownBy(() -> tokens.openCursor(token, binding))
                .hasMessage("State token signature verification failed");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
