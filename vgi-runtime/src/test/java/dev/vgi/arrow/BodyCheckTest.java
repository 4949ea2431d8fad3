package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound streams with single bytes changed on the way. */
class BodyCheckTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource(Validation.class)
    void aLastOffsetBehindTheData_isRefused(Validation validation) {
        byte[] stream = replace(texts("ab", "cd"), ints(0, 2, 4), ints(0, 2, 400));

        assertThatThrownBy(() -> read(stream, validation))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("column 'v' is malformed: found the last offset 400");
    }

    @Test
    void offsetsThatGoBack_areRefused() {
        byte[] stream = replace(texts("ab", "cd"), ints(0, 2, 4), ints(0, 9, 4));

        assertThatThrownBy(() -> read(stream, Validation.FULL)).hasMessageContaining("found the offset 4 after 9");
    }

    @Test
    void aNegativeOffset_isRefused() {
        byte[] stream = replace(texts("ab", "cd"), ints(0, 2, 4), ints(-1, 2, 4));

        assertThatThrownBy(() -> read(stream, Validation.FULL)).hasMessageContaining("found the offset -1");
    }

    @Test
    void textThatIsNotUtf8_isRefused() {
        byte[] stream = replace(texts("abü", "cd"), "abü".getBytes(), new byte[] {'a', 'b', (byte) 0xC3, 'x'});

        assertThatThrownBy(() -> read(stream, Validation.FULL)).hasMessageContaining("not UTF-8");
    }

    @Test
    void textThatIsNotAscii_isRead() throws IOException {
        read(texts("abü", "\uD83D\uDE00 and more than eight bytes"), Validation.FULL);
    }

    @Test
    void aListBehindItsElements_isRefused() {
        byte[] stream = replace(lists(), ints(0, 2, 3), ints(0, 2, 9));

        assertThatThrownBy(() -> read(stream, Validation.STANDARD)).hasMessageContaining("found the last offset 9");
    }

    private void read(byte[] stream, Validation validation) throws IOException {
        FrameReader frames = new FrameReader(stream, Limits.RAW);
        try (IpcReader reader = IpcReader.open(frames, MemoryScope.of(allocator), validation)) {
            Batch batch = reader.next();
            assertThat(batch).isNotNull();
            batch.close();
        }
    }

    private byte[] texts(String... values) {
        VarCharVector vector = new VarCharVector("v", allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        vector.setValueCount(values.length);
        try (Batch batch = Batch.of(new VectorSchemaRoot(List.of(vector)))) {
            batch.root().setRowCount(values.length);
            return Ipc.toBytes(batch);
        }
    }

    private byte[] lists() {
        ListVector vector = ListVector.empty("v", allocator);
        IntVector elements = (IntVector) vector.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)))
                .getVector();
        for (int i = 0; i < 3; i++) {
            elements.setSafe(i, 7 + i);
        }
        vector.startNewValue(0);
        vector.endValue(0, 2);
        vector.startNewValue(1);
        vector.endValue(1, 1);
        vector.setValueCount(2);
        try (Batch batch = Batch.of(new VectorSchemaRoot(List.of(vector)))) {
            batch.root().setRowCount(2);
            return Ipc.toBytes(batch);
        }
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** Replaces the last place where these bytes stand, which is in the body. */
    private static byte[] replace(byte[] stream, byte[] found, byte[] replacement) {
        for (int at = stream.length - found.length; at >= 0; at--) {
            if (java.util.Arrays.equals(stream, at, at + found.length, found, 0, found.length)) {
                byte[] changed = stream.clone();
                System.arraycopy(replacement, 0, changed, at, replacement.length);
                return changed;
            }
        }
        throw new IllegalArgumentException("the stream does not hold these bytes");
    }
}
