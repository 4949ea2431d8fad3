package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void everyPairOfBytes_isJudgedAsTheJdkDoes() throws Exception {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                assertJudged(new byte[] {(byte) first, (byte) second});
            }
        }
    }

    @Test
    void everyLeadWithBoundaryContinuations_isJudgedAsTheJdkDoes() throws Exception {
        int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int lead = 0x80; lead < 256; lead++) {
            for (int second : edges) {
                for (int third : edges) {
                    assertJudged(new byte[] {(byte) lead, (byte) second, (byte) third});
                    for (int fourth : edges) {
                        assertJudged(new byte[] {(byte) lead, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Property
    void text_isUtf8_andCutIsWhatTheJdkSays(@ForAll @StringLength(max = 40) String text, @ForAll byte cut) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Utf8.isValid(buffer, 0, bytes.length)).isTrue();
        int from = Math.floorMod(cut, bytes.length + 1);
        assertThat(Utf8.isValid(buffer, from, bytes.length)).isEqualTo(jdk(bytes, from, bytes.length));
        assertThat(Utf8.isValid(buffer, 0, from)).isEqualTo(jdk(bytes, 0, from));
        boolean ascii = text.chars().allMatch(character -> character < 128);
        assertThat(Utf8.isAscii(buffer, 0, bytes.length)).isEqualTo(ascii);
    }

    @Property
    void bytes_areJudgedAsTheJdkDoes(@ForAll byte[] bytes) {
        assertJudged(bytes);
    }

    private static void assertJudged(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean valid = Utf8.isValid(buffer, 0, bytes.length);
        if (valid != jdk(bytes, 0, bytes.length)) {
            throw new AssertionError(java.util.HexFormat.of().formatHex(bytes) + " was judged " + valid);
        }
    }

    private static boolean jdk(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
