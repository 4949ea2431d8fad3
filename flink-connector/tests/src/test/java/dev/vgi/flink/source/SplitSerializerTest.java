package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checkpoints hold stays readable. The texts are bytes that an earlier build wrote. */
@Tag("any-line")
class SplitSerializerTest {
    private static final VgiSplit FRESH =
            VgiSplit.of("{\"month\":1}", "{\"month\":1,\"vgi_columns\":[\"dest\"]}", null);
    private static final VgiSplit BEGUN = new VgiSplit(
            "s1",
            "{}",
            "unix:/w",
            new Position("http://h:1", "Y2FsbA==", "Y3Vyc29y", 2),
            3,
            4_000_000_000L,
            "{\"after\":7}");

    private static final String FRESH_V1 = "0000000b7b226d6f6e7468223a317d000000227b226d6f6e7468223a312c227667695f63"
            + "6f6c756d6e73223a5b2264657374225d7dffffffffffffffff00000000000000000000000000000000ffffffff";
    private static final String BEGUN_V1 =
            "000000027331000000027b7d00000007756e69783a2f770000000a687474703a2f2f683a31000000085932467362413d3d00"
                    + "000008593356796332397900000002000000000000000300000000ee6b28000000000b7b226166746572223a377d";
    private static final String STATE_V1 =
            "0100000001" + BEGUN_V1 + "000000020000000b7b226d6f6e7468223a317d000000027331";

    private final VgiSplitSerializer serializer = new VgiSplitSerializer();

    @Test
    void splits_areWrittenAsEver() throws IOException {
        assertThat(hex(serializer.serialize(FRESH))).isEqualTo(FRESH_V1);
        assertThat(hex(serializer.serialize(BEGUN))).isEqualTo(BEGUN_V1);
    }

    @Test
    void splitsOfVersion1_areRead() throws IOException {
        assertThat(serializer.deserialize(1, bytes(FRESH_V1))).isEqualTo(FRESH);
        assertThat(serializer.deserialize(1, bytes(BEGUN_V1))).isEqualTo(BEGUN);
    }

    @Test
    void splitsOfALaterVersion_areRefused() {
        assertThatThrownBy(() -> serializer.deserialize(2, bytes(FRESH_V1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found a split of version 2, expected 1");
    }

    @Test
    void enumeratorsState_isWrittenAndReadAsEver() throws IOException {
        var state = new EnumeratorState(
                true, List.of(BEGUN), new LinkedHashSet<>(List.of(FRESH.splitId(), BEGUN.splitId())));
        var states = new EnumeratorStateSerializer();

        assertThat(hex(states.serialize(state))).isEqualTo(STATE_V1);
        assertThat(states.deserialize(1, bytes(STATE_V1))).isEqualTo(state);
        assertThatThrownBy(() -> states.deserialize(2, bytes(STATE_V1))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {FRESH_V1, BEGUN_V1, STATE_V1})
    void damagedBytes_areRefusedByName_orAnotherState(String written) {
        byte[] bytes = bytes(written);
        for (int at = 0; at < bytes.length; at++) {
            for (int change : new int[] {1, 8, 64, 128, 255}) {
                byte[] damaged = bytes.clone();
                damaged[at] ^= (byte) change;
                assertIsReadOrRefused(damaged);
            }
            assertIsReadOrRefused(Arrays.copyOf(bytes, at));
        }
        assertIsReadOrRefused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {FRESH_V1, BEGUN_V1, STATE_V1})
    void damagedLengths_claimNoMemory(String written) {
        byte[] bytes = bytes(written);
        for (int at = 0; at + Integer.BYTES <= bytes.length; at++) {
            for (int length :
                    new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30, 1 << 16, -2, Integer.MIN_VALUE}) {
                byte[] damaged = bytes.clone();
                ByteBuffer.wrap(damaged).putInt(at, length);
                assertIsReadOrRefused(damaged);
            }
        }
    }

    @Test
    void error_saysWhatIsDamaged() {
        byte[] damaged = bytes(BEGUN_V1);
        ByteBuffer.wrap(damaged).putInt(6, Integer.MAX_VALUE);
        assertThatThrownBy(() -> serializer.deserialize(1, damaged))
                .isInstanceOf(IOException.class)
                .hasMessage("the checkpoint is damaged: a split of 96 bytes has at byte 10, its arguments, a length of"
                        + " 2147483647, expected 0 to 86, the bytes that are left. Restore an earlier checkpoint or"
                        + " savepoint");
    }

    private void assertIsReadOrRefused(byte[] bytes) {
        for (SimpleVersionedSerializer<?> any : List.of(serializer, new EnumeratorStateSerializer())) {
            try {
                assertThat(any.deserialize(1, bytes)).isNotNull();
            } catch (IOException e) {
                assertThat(e)
                        .hasMessageStartingWith("the checkpoint is damaged: ")
                        .hasMessageContaining(", expected ");
            }
        }
    }

    @Test
    void tokens_areNotPrinted() {
        assertThat(BEGUN.toString()).doesNotContain("Y2FsbA", "Y3Vyc29y");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
