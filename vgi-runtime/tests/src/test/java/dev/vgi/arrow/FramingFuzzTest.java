package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of IPC messages that anybody may have made: compressed, with dictionaries, one behind the other. */
class FramingFuzzTest {
    private static final Limits TIGHT = new Limits(1 << 20, 1 << 16, 200, 16, 4 << 20);
    private static final FuzzTarget TARGET = new FuzzTarget("framing", 32 << 20);

    private static final int STANDARD = 1;
    private static final int IN_PIECES = 2;
    private static final int MOST_ROWS = 50;

    private final Memory memory = Memory.create(0);

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    static Stream<byte[]> seeds() {
        Stream<byte[]> streams = Stream.of(
                        "metadata",
                        "legacy",
                        "dictionaries",
                        "dictionary-deltas",
                        "no-columns",
                        "small-lz4",
                        "small-zstd",
                        "decimal32")
                .map(Streams::golden)
                .flatMap(stream -> Stream.of(0, STANDARD, IN_PIECES).map(options -> with(options, stream)));
        return Stream.concat(streams, columns().map(stream -> with(0, stream)));
    }

    /** A column of each type in a stream of its own. */
    private static Stream<byte[]> columns() {
        var streams = new ArrayList<byte[]>();
        try (Memory memory = Memory.create(0);
                MemoryScope scope = memory.scope("seeds", 64 << 20)) {
            for (Batch batch : Streams.read(Streams.golden("types"), scope)) {
                for (FieldVector vector : batch.root().getFieldVectors()) {
                    if (!WireSchema.dictionaryIds(new Schema(List.of(vector.getField())))
                            .isEmpty()) {
                        continue;
                    }
                    // Not closed: the whole batch owns it.
                    Batch column = Batch.of(new VectorSchemaRoot(List.of(vector)));
                    streams.add(Streams.write(column.schema(), List.of(column)));
                }
                batch.close();
            }
        }
        return streams.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void read(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                read(input[0], Arrays.copyOfRange(input, 1, input.length));
            }
        });
        assertThat(memory.allocatedBytes()).isZero();
    }

    private void read(int options, byte[] bytes) throws IOException {
        Validation validation = (options & STANDARD) != 0 ? Validation.STANDARD : Validation.FULL;
        FrameReader frames =
                (options & IN_PIECES) != 0 ? new FrameReader(pieces(bytes), TIGHT) : new FrameReader(bytes, TIGHT);
        try (MemoryScope scope = memory.scope("fuzz", TIGHT.allocatorBytes())) {
            while (frames.awaitMore()) {
                try {
                    stream(frames, scope, validation);
                } catch (VgiException e) {
                    FuzzTarget.expected(e);
                    if (frames.isLost()) {
                        return;
                    }
                    IpcReader.drain(frames);
                }
            }
        }
    }

    private static void stream(FrameReader frames, MemoryScope scope, Validation validation) throws IOException {
        try (IpcReader reader = IpcReader.open(frames, scope, validation)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                try (Batch read = batch) {
                    if (validation == Validation.FULL) {
                        read.root().getFieldVectors().forEach(FramingFuzzTest::touch);
                        assertSurvives(read, scope);
                    }
                }
            }
        }
    }

    private static void touch(FieldVector vector) {
        for (int row = 0; row < Math.min(vector.getValueCount(), MOST_ROWS); row++) {
            try {
                vector.getObject(row);
            } catch (java.time.DateTimeException | ArithmeticException e) {
                // A number that is no time is a value all the same.
            }
        }
    }

    /** What was let in can be passed on: it is written, and read again. */
    private static void assertSurvives(Batch batch, MemoryScope scope) {
        List<Batch> again =
                Streams.read(Streams.write(batch.schema(), List.of(batch)), scope, Limits.RAW, Validation.FULL);
        again.forEach(read -> assertThat(read.rowCount()).isEqualTo(batch.rowCount()));
        again.forEach(Batch::close);
        assertThat(again).hasSize(1);
    }

    private static byte[] with(int options, byte[] stream) {
        byte[] input = new byte[1 + stream.length];
        input[0] = (byte) options;
        System.arraycopy(stream, 0, input, 1, stream.length);
        return input;
    }

    /** A few bytes at a time, as a slow connection has them. */
    private static ByteSource pieces(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return target -> {
            if (!left.hasRemaining()) {
                return -1;
            }
            int length = Math.min(Math.min(left.remaining(), target.remaining()), 61);
            target.put(left.slice(left.position(), length));
            left.position(left.position() + length);
            return length;
        };
    }
}
