package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams cut short, and streams of which some bytes are others: exhaustively where they are small. */
class BrokenStreamTest {
    private static final Limits TIGHT = new Limits(4 << 20, 1 << 20, 1000, 16, 16 << 20);

    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", TIGHT.allocatorBytes());

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "legacy", "dictionaries", "no-columns", "small-lz4", "small-zstd"})
    void truncatedAnywhere_isDataLoss_andFreesEverything(String name) throws IOException {
        byte[] stream = Streams.golden(name);
        for (int length = 0; length < stream.length; length++) {
            // Behind its end-of-stream marker, pyarrow's legacy framing has four bytes that nobody needs.
            byte[] cut = Arrays.copyOf(stream, length);
            if (name.equals("legacy") && length >= stream.length - 4) {
                continue;
            }
            ArrowBuf bytes = scope.body(Math.max(length, 1));
            bytes.setBytes(0, cut);
            for (FrameReader frames : new FrameReader[] {
                new FrameReader(ByteSource.of(cut), TIGHT),
                new FrameReader(cut, TIGHT),
                FrameReader.over(bytes, length, TIGHT)
            }) {
                assertThat(frames.awaitMore()).isEqualTo(length > 0);
                assertThatThrownBy(() -> readAll(frames, Validation.FULL))
                        .as("%d of %d bytes", length, stream.length)
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                        .hasMessageContaining("ended in the middle of a message");
                assertThat(frames.isLost()).isTrue();
            }
            bytes.close();
            assertThat(memory.allocatedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata",
                "legacy",
                "dictionaries",
                "dictionary-deltas",
                "no-columns",
                "small-lz4",
                "small-zstd",
                "decimal32",
                "no-bytes",
                "dictionary-of-dictionary"
            })
    void everySingleByte_changed_failsCleanlyOrReads(String name) {
        byte[] stream = Streams.golden(name);
        for (int at = 0; at < stream.length; at++) {
            byte original = stream[at];
            for (int change : new int[] {1, 8, 128, 255}) {
                stream[at] = (byte) (original ^ change);
                var unused = assertFailsCleanlyOrReads(stream, name + " at " + at + " xor " + change);
            }
            stream[at] = original;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "types-lz4", "types-zstd", "dictionaries"})
    void randomBytes_changed_failCleanlyOrRead(String name) {
        byte[] stream = Streams.golden(name);
        var random = new Random(42);
        for (int round = 0; round < 400; round++) {
            byte[] broken = stream.clone();
            for (int change = 1 + random.nextInt(3); change > 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            String what = name + " in round " + round;
            assertThat(assertFailsCleanlyOrReadsInPlace(broken, what))
                    .as(what)
                    .isEqualTo(assertFailsCleanlyOrReads(broken, what));
        }
    }

    @Test
    void standardValidation_survivesWhatItDoesNotSee() {
        byte[] stream = Streams.golden("types");
        var random = new Random(7);
        for (int round = 0; round < 400; round++) {
            byte[] broken = stream.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            try {
                readAll(new FrameReader(ByteSource.of(broken), TIGHT), Validation.STANDARD);
            } catch (VgiException e) {
                assertThat(e.code()).isNotEqualTo(Code.INTERNAL);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            assertThat(memory.allocatedBytes()).isZero();
        }
    }

    private String assertFailsCleanlyOrReads(byte[] stream, String what) {
        String outcome = outcome(new FrameReader(ByteSource.of(stream), TIGHT), what);
        assertThat(memory.allocatedBytes()).as(what).isZero();
        return outcome;
    }

    private String assertFailsCleanlyOrReadsInPlace(byte[] stream, String what) {
        try (ArrowBuf bytes = scope.body(stream.length)) {
            bytes.setBytes(0, stream);
            long before = memory.allocatedBytes();
            String outcome = outcome(FrameReader.over(bytes, stream.length, TIGHT), what);
            assertThat(memory.allocatedBytes()).as(what).isEqualTo(before);
            return outcome;
        }
    }

    private String outcome(FrameReader frames, String what) {
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                // What full validation lets through can be read.
                try (Batch read = batch) {
                    read.root().getFieldVectors().forEach(BrokenStreamTest::touch);
                }
            }
            return "is read";
        } catch (VgiException e) {
            assertThat(e.code()).isIn(Code.DATA_LOSS, Code.RESOURCE_EXHAUSTED, Code.UNIMPLEMENTED);
            return e.code().name();
        } catch (Throwable e) {
            throw new AssertionError(what, e);
        }
    }

    private static void touch(FieldVector vector) {
        for (int row = 0; row < Math.min(vector.getValueCount(), 100); row++) {
            try {
                vector.getObject(row);
            } catch (java.time.DateTimeException | ArithmeticException e) {
                // A number that is no time is a value all the same.
            }
        }
    }

    private void readAll(FrameReader frames, Validation validation) throws IOException {
        try (IpcReader reader = IpcReader.open(frames, scope, validation)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                batch.close();
            }
        }
    }
}
