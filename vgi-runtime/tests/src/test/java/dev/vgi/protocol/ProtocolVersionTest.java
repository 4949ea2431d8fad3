package dev.vgi.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions and names of protocols. */
class ProtocolVersionTest {
    private static ProtocolVersion version(String text) {
        return Objects.requireNonNull(ProtocolVersion.parse(text), text);
    }

    @Test
    void patch_doesNotMatter() {
        assertThat(version("1.4.0").isCompatibleWith(version("1.4.9"))).isTrue();
        assertThat(version("1.4.0").isCompatibleWith(version("1.5.0"))).isFalse();
        assertThat(version("1.4.0").isCompatibleWith(version("2.4.0"))).isFalse();
    }

    @Test
    void order_isByNumber() {
        assertThat(version("1.10.0")).isGreaterThan(version("1.9.9")).hasToString("1.10.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-rc1", "1.0.0+b", "v1.0.0", "1.0.1234567890", "1.0.٣"
            })
    void otherText_isNoVersion(String text) {
        assertThat(ProtocolVersion.parse(text)).isNull();
    }

    @Test
    void names_followTheGrammar() {
        assertThat(ProtocolName.isValid("conformance.Secondary.v1")).isTrue();
        assertThat(ProtocolName.isValid("_" + "a".repeat(254))).isTrue();
        assertThat(ProtocolName.isValid("_" + "a".repeat(255))).isFalse();
        for (String other : new String[] {"", "1a", ".a", "a-b", "a/b", "a%62", "ä", "a\n"}) {
            assertThat(ProtocolName.isValid(other)).as(other).isFalse();
        }
        assertThat(ProtocolName.isReserved("vgi_rpc.X")).isTrue();
        assertThat(ProtocolName.isReserved("vgi_rpcX")).isFalse();
    }
}
