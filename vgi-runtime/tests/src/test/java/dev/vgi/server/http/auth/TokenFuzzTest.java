package dev.vgi.server.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.seal.SessionTokens;
import dev.vgi.server.http.seal.Tokens;
import dev.vgi.server.http.seal.Tokens.Binding;
import dev.vgi.server.http.seal.Tokens.CallState;
import dev.vgi.server.http.seal.Tokens.Cursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers show to be let in or to go on: only what was sealed here opens, whatever else it is. */
class TokenFuzzTest {
    private static final FuzzTarget TARGET = new FuzzTarget("tokens", 96 << 20);

    /** Not the same twice, so that nothing that an earlier run has left behind opens. */
    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private static final Clock NOW = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    private static final Binding BINDING = new Binding("p.P", "m", Principal.ANONYMOUS);
    private static final Tokens TOKENS = new Tokens(KEY, Duration.ofHours(1), NOW);
    private static final SessionTokens SESSIONS = new SessionTokens(KEY, "0123456789ab", NOW);
    private static final SealedGrants GRANTS =
            SealedGrants.builder(KEY).clock(NOW).build();
    private static final ProxyProof PROOF =
            ProxyProof.builder("worker").secret("k", "00".repeat(32)).clock(NOW).require();

    private static final String CALL = TOKENS.seal(
            new CallState(TOKENS.newCallId(), 1 << 20, "state".repeat(40).getBytes(StandardCharsets.UTF_8)), BINDING);
    private static final String CURSOR = TOKENS.seal(new Cursor(TOKENS.newCallId(), new byte[8]), BINDING);
    private static final String SESSION = SESSIONS.seal(SESSIONS.newId(), 60, Principal.ANONYMOUS);
    private static final String GRANT =
            GRANTS.mint("ann", "nightly", List.of("read"), 60).token();

    /** What an input is taken for: its first byte says. */
    private enum Form {
        CALL,
        CURSOR,
        SESSION,
        GRANT,
        PROOF,
        INSIDE_OF_A_TOKEN,
        INSIDE_OF_A_GRANT
    }

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    static Stream<byte[]> seeds() {
        byte[] payload = GrantPayload.encode(new GrantPayload(1, 2, "id", "ann", "purpose", List.of("a", "b")));
        return Stream.of(
                with(Form.CALL, CALL),
                with(Form.CURSOR, CURSOR),
                with(Form.SESSION, SESSION),
                with(Form.GRANT, GRANT),
                with(Form.PROOF, "v1.k.1800000000." + "A".repeat(22) + "." + "A".repeat(43)),
                with(Form.INSIDE_OF_A_TOKEN, Tokens.packed(new byte[10])),
                with(Form.INSIDE_OF_A_TOKEN, Tokens.packed(new byte[1000])),
                with(Form.INSIDE_OF_A_GRANT, payload));
    }

    @MethodSource("seeds")
    @FuzzTest
    void open(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                Form form = Form.values()[(input[0] & 0xff) % Form.values().length];
                open(form, Arrays.copyOfRange(input, 1, input.length));
            }
        });
    }

    private static void open(Form form, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        switch (form) {
            case CALL -> {
                TOKENS.openCall(text, BINDING);
                assertSame(Base64.getDecoder(), text, CALL);
            }
            case CURSOR -> {
                TOKENS.openCursor(text, BINDING);
                assertSame(Base64.getDecoder(), text, CURSOR);
            }
            case SESSION -> {
                if (SESSIONS.open(text, Principal.ANONYMOUS) != null) {
                    assertSame(Base64.getUrlDecoder(), text, SESSION);
                }
            }
            case GRANT -> {
                GRANTS.authenticator().authenticate(Map.of("authorization", "Bearer " + text));
                assertThat(text.strip()).isEqualTo(GRANT);
            }
            case PROOF -> PROOF.check(Map.of("vgi-proxy-proof", text));
            case INSIDE_OF_A_TOKEN -> Tokens.unpacked(bytes);
            case INSIDE_OF_A_GRANT ->
                GrantPayload.decode(bytes).ifPresent(payload -> assertThat(GrantPayload.encode(payload))
                        .isEqualTo(bytes));
        }
    }

    private static void assertSame(Base64.Decoder form, String opened, String sealed) {
        assertThat(form.decode(opened)).isEqualTo(form.decode(sealed));
    }

    private static byte[] with(Form form, String token) {
        return with(form, token.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] with(Form form, byte[] token) {
        byte[] input = new byte[1 + token.length];
        input[0] = (byte) form.ordinal();
        System.arraycopy(token, 0, input, 1, token.length);
        return input;
    }
}
