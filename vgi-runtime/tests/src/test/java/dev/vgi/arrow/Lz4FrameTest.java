package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4FrameTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 13, 64, 1000, 65_536, 65_537, 300_000})
    void frames_decodeToWhatTheyWere_withAndWithoutChecksums(int length) {
        for (byte[] data : new byte[][] {repetitive(length), random(length), new byte[length]}) {
            assertThat(decode(frame(data, Bits.BLOCK_INDEPENDENCE), length)).isEqualTo(data);
            assertThat(decode(frame(data, Bits.BLOCK_INDEPENDENCE, Bits.BLOCK_CHECKSUM, Bits.CONTENT_CHECKSUM), length))
                    .isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 300_000})
    void linkedBlocks_decodeLikeIndependentOnes(int length) {
        for (byte[] data : new byte[][] {repetitive(length), random(length), new byte[length]}) {
            assertThat(decode(linked(frame(data, Bits.BLOCK_INDEPENDENCE)), length))
                    .isEqualTo(data);
        }
    }

    @Test
    void linkedBlocks_reachIntoTheBlocksBefore() {
        // "abcdefgh", then a match of 20 at distance 8, which overlaps itself, then five literals.
        byte[] frame = frame(
                new byte[] {(byte) 0x80, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'},
                new byte[] {0x0F, 8, 0, 1, 0x50, 'v', 'w', 'x', 'y', 'z'});

        assertThat(new String(decode(frame, 33), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("abcdefghabcdefghabcdefghabcdvwxyz");
    }

    @Test
    void linkedBlocks_thatReachTooFar_areMalformed() {
        byte[] frame = frame(
                new byte[] {(byte) 0x80, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'},
                new byte[] {0x00, 9, 0, 0x50, 'v', 'w', 'x', 'y', 'z'});

        assertThatThrownBy(() -> decode(frame, 100)).hasMessageContaining("distance 9");
    }

    @Test
    void contentLongerThanClaimed_isMalformed() {
        byte[] data = repetitive(1000);
        assertThatThrownBy(() -> decode(frame(data, Bits.BLOCK_INDEPENDENCE), 999))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> decode(linked(frame(repetitive(70_000), Bits.BLOCK_INDEPENDENCE)), 69_999))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void everyByteOfAHeader_matters() {
        byte[] data = repetitive(100);
        byte[] frame = frame(data, Bits.BLOCK_INDEPENDENCE);
        for (int at = 0; at < 7; at++) {
            byte[] broken = frame.clone();
            broken[at] ^= 0x10;
            assertThatThrownBy(() -> decode(broken, 100)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void brokenFrames_failOrDecode_andNeverLeaveTheirTarget(boolean linked) {
        byte[] data = repetitive(70_000);
        byte[] frame = frame(data, Bits.BLOCK_INDEPENDENCE);
        byte[] whole = linked ? linked(frame) : frame;
        var random = new Random(3);
        int failures = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] broken = whole.clone();
            broken[7 + random.nextInt(broken.length - 7)] = (byte) random.nextInt();
            try {
                assertThat(decode(broken, 70_000)).hasSizeLessThanOrEqualTo(70_000);
            } catch (RuntimeException e) {
                failures++;
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void truncatedFrames_areMalformed() {
        byte[] frame = frame(repetitive(1000), Bits.BLOCK_INDEPENDENCE);
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> decode(cut, 1000)).isInstanceOf(RuntimeException.class);
        }
        byte[] longer = java.util.Arrays.copyOf(frame, frame.length + 1);
        assertThatThrownBy(() -> decode(longer, 1000)).isInstanceOf(RuntimeException.class);
    }

    /** Decodes into the middle of a larger buffer, whose other bytes must stay as they are. */
    private static byte[] decode(byte[] frame, int most) {
        ByteBuffer source = ByteBuffer.allocateDirect(frame.length).put(frame).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer target = ByteBuffer.allocateDirect(most + 64).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 32; i++) {
            target.put(i, (byte) 0x55).put(32 + most + i, (byte) 0x55);
        }
        try {
            int length = new Lz4Frame(source, 0, frame.length, target, 32, most).decode();
            byte[] decoded = new byte[length];
            target.get(32, decoded);
            return decoded;
        } finally {
            for (int i = 0; i < 32; i++) {
                assertThat(target.get(i)).isEqualTo((byte) 0x55);
                assertThat(target.get(32 + most + i)).isEqualTo((byte) 0x55);
            }
        }
    }

    private static byte[] frame(byte[] data, Bits... bits) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new LZ4FrameOutputStream(bytes, BLOCKSIZE.SIZE_64KB, bits)) {
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A frame of linked blocks of 64 KiB at most. */
    private static byte[] frame(byte[]... blocks) {
        var bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x184D2204).put((byte) 0x40).put((byte) 0x40).put((byte) 0);
        for (byte[] block : blocks) {
            bytes.putInt(block.length).put(block);
        }
        bytes.putInt(0);
        return withHeaderChecksum(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static byte[] linked(byte[] frame) {
        byte[] linked = frame.clone();
        linked[4] &= ~0x20;
        return withHeaderChecksum(linked);
    }

    private static byte[] withHeaderChecksum(byte[] frame) {
        frame[6] = (byte) (XXHashFactory.fastestInstance().hash32().hash(frame, 4, 2, 0) >> 8);
        return frame;
    }

    private static byte[] repetitive(int length) {
        byte[] data = new byte[length];
        var random = new Random(1);
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, 1 + random.nextInt(60));
            int distance = random.nextInt(Math.max(1, Math.min(at, 60_000)));
            for (int i = 0; i < run; i++, at++) {
                data[at] = distance == 0 ? (byte) random.nextInt() : data[at - distance];
            }
        }
        return data;
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(2).nextBytes(data);
        return data;
    }
}
