package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 32);

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void smallStream_takesOneRead() throws IOException {
        byte[] stream = stream(3);
        var source = new RecordingSource(stream);
        var frames = new FrameReader(source, Limits.RAW);

        assertThat(frames.awaitMore()).isTrue();
        readAll(frames);

        assertThat(source.reads).containsExactly(stream.length);
        assertThat(frames.bytesRead()).isEqualTo(stream.length);
    }

    @Test
    void largeBody_isReadStraightIntoItsMemory_exceptItsStart() throws IOException {
        var source = new RecordingSource(stream(1 << 20));
        readAll(new FrameReader(source, Limits.RAW));

        assertThat(source.detours).isLessThanOrEqualTo((64 << 10) + 2 * (4 << 10));
        assertThat(source.reads.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(8 << 20);
    }

    @Test
    void bodyThatIsClaimedAndDoesNotCome_takesLittleMemory() throws IOException {
        byte[] stream = stream(100 << 17);
        var frames = new FrameReader(ByteSource.of(Arrays.copyOf(stream, 100_000)), Limits.RAW);

        try (MemoryScope fresh = memory.scope("fresh", 1L << 32);
                IpcReader reader = IpcReader.open(frames, fresh, Validation.FULL)) {
            assertThatThrownBy(reader::next).isInstanceOf(VgiException.class);
            assertThat(fresh.allocator().getPeakMemoryAllocation()).isEqualTo(1 << 20);
            assertThat(fresh.allocator().getAllocatedMemory()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 17, (1 << 17) + 1, 17 << 17, 40 << 17})
    void longBody_getsItsMemoryAsItComes_andIsTheSame(int rows) throws IOException {
        byte[] stream = stream(rows);
        var frames = new FrameReader(ByteSource.of(stream), Limits.RAW);
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL);
                Batch batch = reader.next()) {
            var values = (BigIntVector) batch.root().getVector(0);
            assertThat(values.getValueCount()).isEqualTo(rows);
            for (int row = 0; row < rows; row += 1001) {
                assertThat(values.get(row)).isEqualTo(row);
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void peerThatHasSentLongBodies_isBelievedTheNext_andAWorkerTheFirst() throws IOException {
        byte[] once = stream(40 << 17);
        var twice = new ByteArrayOutputStream();
        twice.write(once);
        twice.write(once);
        var client = new FrameReader(ByteSource.of(twice.toByteArray()), Limits.RAW);
        try (MemoryScope first = memory.scope("first", 1L << 32);
                IpcReader reader = IpcReader.open(client, first, Validation.FULL)) {
            reader.next().close();
            reader.drain();
            assertThat(first.allocator().getPeakMemoryAllocation())
                    .as("a part and the whole")
                    .isGreaterThan(41 << 20);
        }
        try (MemoryScope next = memory.scope("next", 41 << 20);
                IpcReader reader = IpcReader.open(client, next, Validation.FULL)) {
            reader.next().close();
            reader.drain();
        }
        try (MemoryScope next = memory.scope("next", 41 << 20);
                IpcReader reader =
                        IpcReader.open(FrameReader.ofWorker(ByteSource.of(once), Limits.RAW), next, Validation.FULL)) {
            reader.next().close();
            reader.drain();
        }
    }

    @Test
    void longBodyForWhichMemoryEndsMidway_isSkipped() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(stream(40 << 17));
        bytes.write(stream(3));
        var frames = new FrameReader(ByteSource.of(bytes.toByteArray()), Limits.RAW);
        try (MemoryScope small = memory.scope("small", 20 << 20);
                IpcReader reader = IpcReader.open(frames, small, Validation.FULL)) {
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                    .isEqualTo(Code.RESOURCE_EXHAUSTED));
            reader.drain();
        }
        assertThat(readAll(frames)).isEqualTo(3);
    }

    @Test
    void streamsFollowEachOther() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int rows = 0; rows < 5; rows++) {
            bytes.write(stream(rows * 5000));
        }
        var frames = new FrameReader(ByteSource.of(bytes.toByteArray()), Limits.RAW);
        for (int rows = 0; rows < 5; rows++) {
            assertThat(frames.awaitMore()).isTrue();
            assertThat(readAll(frames)).isEqualTo(rows * 5000);
        }
        assertThat(frames.awaitMore()).isFalse();
        assertThat(frames.isLost()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 4096})
    void shortReads_areCompleted(int most) throws IOException {
        byte[] stream = stream(20_000);
        ByteSource whole = ByteSource.of(stream);
        ByteSource slow = target -> {
            int limit = target.limit();
            target.limit(Math.min(limit, target.position() + most));
            int read = whole.read(target);
            target.limit(limit);
            return read;
        };
        assertThat(readAll(new FrameReader(slow, Limits.RAW))).isEqualTo(20_000);
    }

    @Test
    void inputStreamAndChannel_areSources() throws IOException {
        byte[] stream = stream(20_000);
        assertThat(readAll(new FrameReader(ByteSource.of(new java.io.ByteArrayInputStream(stream)), Limits.RAW)))
                .isEqualTo(20_000);
        assertThat(readAll(new FrameReader(
                        ByteSource.of(Channels.newChannel(new java.io.ByteArrayInputStream(stream))), Limits.RAW)))
                .isEqualTo(20_000);
    }

    @Test
    void bytesAtHand_areNotChanged() throws IOException {
        byte[] stream = stream(100);
        byte[] copy = stream.clone();
        assertThat(readAll(new FrameReader(stream, Limits.RAW))).isEqualTo(100);
        assertThat(stream).isEqualTo(copy);
    }

    @Test
    void unreadBodies_areSkipped_whateverTheLimits() throws IOException {
        var frames = new FrameReader(ByteSource.of(stream(20_000)), Limits.RAW.withMessageBytes(1000));
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("over the limit of 1000 (messageBytes)");
            assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);

            reader.drain();
        }
        assertThat(frames.isLost()).isFalse();
        assertThat(frames.awaitMore()).isFalse();
    }

    @Test
    void bodyOverTwoGibibytes_isRefused_andSkipped() throws IOException {
        long body = 3L << 30;
        byte[] schema = SchemaMessage.toBytes(new Schema(List.of()));
        byte[] header = longBody(body);
        byte[] end = {-1, -1, -1, -1, 0, 0, 0, 0};
        var parts = new ArrayList<ByteSource>(
                List.of(ByteSource.of(schema), ByteSource.of(header), zeros(body), ByteSource.of(end)));
        ByteSource source = target -> {
            while (!parts.isEmpty()) {
                int read = parts.get(0).read(target);
                if (read >= 0) {
                    return read;
                }
                parts.remove(0);
            }
            return -1;
        };
        var frames = new FrameReader(source, Limits.RAW);
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.STANDARD)) {
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("3221225472 bytes is over the limit of 2147483647 (messageBytes)");
            reader.drain();
        }
        assertThat(frames.awaitMore()).isFalse();
    }

    @Test
    void headerOverTheLimit_losesTheFraming() {
        var bytes = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .putInt(1 << 20);
        var frames = new FrameReader(ByteSource.of(bytes.array()), Limits.RAW.withMetadataBytes(1 << 10));

        assertThatThrownBy(() -> IpcReader.open(frames, scope, Validation.FULL))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("1048576 bytes is over the limit of 1024 (metadataBytes)");
        assertThat(frames.isLost()).isTrue();
        assertThatThrownBy(() -> IpcReader.drain(frames))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("open a new connection");
    }

    @Test
    void text_isNoArrow_andIsShown() {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> readAll(new FrameReader(ByteSource.of(answer), Limits.RAW)))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                .hasMessageContaining("'HTTP'")
                .hasMessageContaining("listening at this address");
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, Integer.MIN_VALUE, 5, 8, 1 << 30})
    void headerLengths_thatCannotBe_areNoArrow(int length) {
        var bytes = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .putInt(length);
        assertThatThrownBy(() -> readAll(new FrameReader(ByteSource.of(bytes.array()), Limits.RAW)))
                .isInstanceOf(VgiException.class);
    }

    @Test
    void failingSource_losesTheFraming() {
        var frames = new FrameReader(
                target -> {
                    throw new IOException("reset");
                },
                Limits.RAW);
        assertThatThrownBy(frames::awaitMore).isInstanceOf(IOException.class).hasMessage("reset");
        assertThat(frames.isLost()).isTrue();
    }

    @Test
    void sourceThatGivesNothing_isRefused_notSpunOn() {
        var frames = new FrameReader(target -> 0, Limits.RAW);
        assertThatThrownBy(frames::awaitMore)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("non-blocking");
    }

    @Test
    void emptyStream_isNone() {
        byte[] end = {-1, -1, -1, -1, 0, 0, 0, 0};
        assertThatThrownBy(() -> readAll(new FrameReader(ByteSource.of(end), Limits.RAW)))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("ended before its schema");
    }

    private long readAll(FrameReader frames) throws IOException {
        long rows = 0;
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                rows += batch.rowCount();
                batch.close();
            }
        }
        return rows;
    }

    private byte[] stream(int rows) {
        try (Batch batch = numbers(rows)) {
            return Streams.write(batch.schema(), List.of(batch));
        }
    }

    private Batch numbers(int rows) {
        var vector = new BigIntVector("n", scope.allocator());
        vector.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            vector.set(row, row);
        }
        vector.setValueCount(rows);
        return Batch.of(new VectorSchemaRoot(List.of(vector)));
    }

    private static byte[] longBody(long length) throws IOException {
        var bytes = new ByteArraySink();
        var frames = new FrameWriter(bytes);
        var builder = new com.google.flatbuffers.FlatBufferBuilder();
        int record = EmptyRecord.write(builder, List.of());
        frames.message(IpcWriter.message(
                builder, org.apache.arrow.flatbuf.MessageHeader.RecordBatch, record, length, Metadata.EMPTY));
        frames.flush();
        return bytes.toByteArray();
    }

    private static ByteSource zeros(long length) {
        long[] left = {length};
        return target -> {
            if (left[0] == 0) {
                return -1;
            }
            int read = (int) Math.min(left[0], target.remaining());
            target.position(target.position() + read);
            left[0] -= read;
            return read;
        };
    }

    /** Notes how much each read gives, and how many bytes went through a buffer of the framing's size. */
    private static final class RecordingSource implements ByteSource {
        private final ByteSource source;
        private final List<Integer> reads = new ArrayList<>();
        private int detours;

        private RecordingSource(byte[] bytes) {
            source = ByteSource.of(bytes);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = source.read(target);
            if (read > 0) {
                reads.add(read);
                detours += target.capacity() <= 64 << 10 ? read : 0;
            }
            return read;
        }

        @Override
        public long read(ByteBuffer target, ByteBuffer next) throws IOException {
            int read = source.read(target);
            int ahead = target.hasRemaining() ? 0 : Math.max(0, source.read(next));
            if (read > 0) {
                reads.add(read + ahead);
                detours += ahead;
            }
            return read < 0 ? read : read + ahead;
        }
    }
}
