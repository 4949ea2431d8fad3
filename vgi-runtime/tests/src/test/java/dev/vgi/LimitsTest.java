package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void defaults_areTheDocumentedOnes() {
        assertThat(Limits.RAW).isEqualTo(new Limits(Integer.MAX_VALUE, 16 << 20, 10_000, 64, 1L << 30));
        assertThat(Limits.HTTP).isEqualTo(new Limits(256 << 20, 16 << 20, 10_000, 64, 1L << 30));
    }

    @Test
    void with_changesOneLimit() {
        Limits limits = Limits.RAW.withMessageBytes(1).withMetadataBytes(2).withAllocatorBytes(3);

        assertThat(limits).isEqualTo(new Limits(1, 2, 10_000, 64, 3));
    }

    @Test
    void outOfRange_isRefusedByName() {
        assertThatThrownBy(() -> Limits.RAW.withMessageBytes(1L << 31))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessage("messageBytes is 2147483648, expected 1 to 2147483647");
        assertThatThrownBy(() -> Limits.RAW.withMetadataBytes(0)).hasMessageContaining("metadataBytes");
        assertThatThrownBy(() -> Limits.RAW.withAllocatorBytes(0)).hasMessageContaining("allocatorBytes");
        assertThatThrownBy(() -> new Limits(1, 1, 0, 1, 1)).hasMessageContaining("fields");
        assertThatThrownBy(() -> new Limits(1, 1, 1, 0, 1)).hasMessageContaining("depth");
    }
}
