package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed bodies that lie about their lengths; GoldenStreamTest reads sound ones. */
class BodyCompressionTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @ParameterizedTest
    @CsvSource({"small-lz4", "small-zstd"})
    void bomb_isRefusedBeforeAnythingIsAllocated(String name) {
        byte[] stream = withFirstLength(name, 1L << 40);
        try (MemoryScope tiny = memory.scope("tiny", 4096)) {
            assertThatThrownBy(() -> Streams.read(stream, tiny, Limits.RAW, Validation.FULL))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("1099511627776 bytes is over the limit of 2147483647 (messageBytes)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"texts-lz4", "texts-zstd"})
    void sumOfAllBuffers_isBounded(String name) {
        assertThatThrownBy(() -> Streams.read(
                        Streams.golden(name), scope, Limits.RAW.withMessageBytes(100_000), Validation.FULL))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("over the limit of 100000 (messageBytes)");
        Streams.read(Streams.golden(name), scope, Limits.RAW.withMessageBytes(250_000), Validation.FULL)
                .forEach(Batch::close);
    }

    @ParameterizedTest
    @CsvSource({"small-lz4, 17", "small-lz4, 200", "small-zstd, 17", "small-zstd, 200"})
    void longerClaims_areDataLoss(String name, long length) {
        assertDataLoss(
                withFirstLength(name, length), "decoded to 16 bytes, expected the " + length + " that it claims");
    }

    @ParameterizedTest
    @CsvSource({"small-lz4, 15", "small-lz4, 0", "small-zstd, 15", "small-zstd, 0"})
    void shorterClaims_areDataLoss(String name, long length) {
        assertDataLoss(
                withFirstLength(name, length), "column 'n' has values of " + length + " bytes, expected at least 16");
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, Long.MIN_VALUE})
    void negativeClaims_areDataLoss(long length) {
        assertDataLoss(withFirstLength("small-zstd", length), "an uncompressed length of " + length);
    }

    @Test
    void storedBuffers_areTakenAsTheyAre() {
        byte[] stream = withFirstLength("small-lz4", -1);
        int at = firstFrame(stream, "small-lz4");
        List<Batch> batches = Streams.read(stream, scope);
        assertThat(((BigIntVector) batches.get(0).vector(0)).get(0))
                .isEqualTo(
                        ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getLong(at));
        batches.forEach(Batch::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-lz4", "small-zstd"})
    void brokenFrames_areDataLoss(String name) {
        byte[] stream = Streams.golden(name);
        stream[firstFrame(stream, name)] ^= 1;
        assertDataLoss(stream, "of a batch is not " + (name.endsWith("lz4") ? "LZ4_FRAME" : "ZSTD"));
    }

    private void assertDataLoss(byte[] stream, String message) {
        assertThatThrownBy(() -> Streams.read(stream, scope))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining(message);
        assertThat(memory.allocatedBytes()).isZero();
    }

    /** The stream whose first compressed buffer, the values of column n, claims this length. */
    private static byte[] withFirstLength(String name, long length) {
        byte[] stream = Streams.golden(name);
        ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).putLong(firstFrame(stream, name) - 8, length);
        return stream;
    }

    private static int firstFrame(byte[] stream, String name) {
        int magic = name.endsWith("lz4") ? 0x184D2204 : 0xFD2FB528;
        ByteBuffer bytes = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < stream.length - 3; at += 4) {
            if (bytes.getInt(at) == magic) {
                return at;
            }
        }
        throw new AssertionError("no frame");
    }
}
