package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameWriterTest {
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 32);
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void smallStream_leavesInOneWrite() throws IOException {
        write(batch(3, 100));

        assertThat(sink.writes).hasSize(1);
        assertThat(sink.writes.get(0)).hasSize(1);
    }

    @Test
    void largeBatch_leavesInOneGatheringWrite_withoutCopies() throws IOException {
        try (Batch batch = batch(8, 100_000);
                var writer = writer(batch)) {
            writer.write(batch);

            assertThat(sink.writes).hasSize(1);
            List<Integer> parts = sink.writes.get(0);
            assertThat(parts.subList(1, 9)).containsOnly(800_000);
            assertThat(parts.get(0)).isLessThan(4 << 10);
            assertThat(sink.direct).isTrue();
            writer.end();
        }
    }

    @Test
    void wideBatch_ofSmallBuffers_isCollected() throws IOException {
        write(batch(2000, 200));

        int parts = sink.writes.stream().mapToInt(List::size).sum();
        assertThat(parts).isLessThan(2 * 2000 * 200 * 8 / (64 << 10) + 10);
        assertReadsBack(2000, 200);
    }

    @Test
    void headerLargerThanTheBuffer_isWritten() throws IOException {
        write(batch(3000, 0));

        assertReadsBack(3000, 0);
    }

    @Test
    void bytesWritten_areThoseOfTheWire() throws IOException {
        for (int[] shape : new int[][] {{1, 0}, {3, 3}, {8, 10_000}, {100, 600}}) {
            var frames = new FrameWriter(sink);
            sink.bytes.reset();
            try (Batch batch = batch(shape[0], shape[1]);
                    var writer = new IpcWriter(frames, batch.schema())) {
                writer.write(batch);
                writer.end();
            }
            assertThat(frames.bytesWritten()).isGreaterThanOrEqualTo(sink.bytes.size());
            frames.flush();
            assertThat(frames.bytesWritten()).isEqualTo(sink.bytes.size());
        }
    }

    @Test
    void oddSizes_arePadded() throws IOException {
        try (var text = new VarCharVector("t", scope.allocator())) {
            for (int length : new int[] {1, 7, 8, 9, 4095, 5001, 40_001}) {
                text.allocateNew(length, 1);
                text.set(0, "x".repeat(length).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                text.setValueCount(1);
                sink.bytes.reset();
                var root = new VectorSchemaRoot(List.<FieldVector>of(text));
                Batch batch = Batch.of(root);
                var frames = new FrameWriter(sink);
                try (var writer = new IpcWriter(frames, batch.schema())) {
                    writer.write(batch);
                    writer.write(batch);
                    writer.end();
                    frames.flush();
                }
                assertThat(sink.bytes.size() % 8).isZero();
                List<Batch> read = Streams.read(sink.bytes.toByteArray(), scope);
                assertThat(read).hasSize(2);
                assertThat(read.get(1).vector(0).getObject(0)).hasToString("x".repeat(length));
                read.forEach(Batch::close);
            }
        }
    }

    @Test
    void failedWrite_isForgotten() throws IOException {
        var failing = new FrameWriter((buffers, count) -> {
            throw new IOException("broken pipe");
        });
        failing.endOfStream();
        assertThatThrownBy(failing::flush).isInstanceOf(IOException.class).hasMessage("broken pipe");
        failing.flush();
    }

    @Test
    void socket_carriesLargeBatches(@TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                var client = SocketChannel.open(address);
                var accepted = server.accept();
                Batch batch = batch(8, 20_000)) {
            var writing = CompletableFuture.runAsync(() -> {
                var frames = new FrameWriter(ByteSink.of(client));
                try (var writer = new IpcWriter(frames, batch.schema())) {
                    for (int i = 0; i < 3; i++) {
                        writer.write(batch, Metadata.of("n", String.valueOf(i)));
                    }
                    writer.end();
                    frames.flush();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            var frames = new FrameReader(ByteSource.of(accepted), dev.vgi.Limits.RAW);
            try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
                for (int i = 0; i < 3; i++) {
                    try (Batch read = java.util.Objects.requireNonNull(reader.next())) {
                        Streams.assertSame(read, batchWith(read, batch));
                        assertThat(read.metadata()).isEqualTo(Metadata.of("n", String.valueOf(i)));
                    }
                }
                assertThat(reader.next()).isNull();
            }
            writing.join();
        }
    }

    @Test
    void channelThatTakesNothing_isRefused_notSpunOn() {
        GatheringByteChannel stuck = new StuckChannel();
        assertThatThrownBy(() -> ByteSink.of(stuck).write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("non-blocking");
    }

    @Test
    void outputStream_isASink() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var frames = new FrameWriter(ByteSink.of(bytes));
        try (Batch batch = batch(3, 30_000);
                var writer = new IpcWriter(frames, batch.schema())) {
            writer.write(batch);
            writer.end();
            frames.flush();
        }
        List<Batch> read = Streams.read(bytes.toByteArray(), scope);
        assertThat(read.get(0).rowCount()).isEqualTo(30_000);
        read.forEach(Batch::close);
    }

    private static Batch batchWith(Batch read, Batch batch) {
        // The metadata is compared by the caller.
        return Batch.of(batch.schema(), batch.root(), batch.dictionaries(), read.metadata());
    }

    private void assertReadsBack(int columns, int rows) {
        List<Batch> read = Streams.read(sink.bytes.toByteArray(), scope);
        try (Batch expected = batch(columns, rows)) {
            assertThat(read).hasSize(1);
            Streams.assertSame(read.get(0), expected);
        } finally {
            read.forEach(Batch::close);
        }
    }

    private void write(Batch written) throws IOException {
        try (Batch batch = written;
                var writer = writer(batch)) {
            writer.write(batch);
            writer.end();
            frames.flush();
        }
    }

    private FrameWriter frames = new FrameWriter(sink);

    private IpcWriter writer(Batch batch) {
        frames = new FrameWriter(sink);
        return new IpcWriter(frames, batch.schema());
    }

    private Batch batch(int columns, int rows) {
        var vectors = new ArrayList<FieldVector>();
        for (int column = 0; column < columns; column++) {
            var vector = new BigIntVector("c" + column, scope.allocator());
            vector.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                vector.set(row, column * 31L + row);
            }
            vector.setValueCount(rows);
            vectors.add(vector);
        }
        return Batch.of(new VectorSchemaRoot(vectors));
    }

    private static final class RecordingSink implements ByteSink {
        private final List<List<Integer>> writes = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean direct = true;

        @Override
        public void write(ByteBuffer[] buffers, int count) {
            var parts = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                parts.add(buffers[i].remaining());
                direct &= buffers[i].isDirect();
                byte[] copy = new byte[buffers[i].remaining()];
                buffers[i].get(copy);
                bytes.writeBytes(copy);
            }
            writes.add(parts);
        }
    }

    private static final class StuckChannel implements GatheringByteChannel {
        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            return 0;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return 0;
        }

        @Override
        public int write(ByteBuffer source) {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
