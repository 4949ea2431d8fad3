package dev.vgi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.protocol.Keys;
import dev.vgi.server.stream.Peer;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Batches that go through a segment, from one side to the other. */
@EnabledOnOs(OS.LINUX)
class SharedBatchesTest {
    private static final Schema NUMBERS = SchemaText.parse("n: bigint not null");
    private static final int ROWS = 20_000;

    private final Memory memory = Memory.create();
    private SharedBatches writer;
    private SharedBatches reader;

    @BeforeEach
    void share() throws IOException {
        writer = SharedBatches.create(1 << 20, Limits.RAW);
        reader = SharedBatches.attach(writer.name(), Peer.related().users(), Limits.RAW);
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
        memory.close();
    }

    @Test
    void batch_comesOutAsItWentIn() throws IOException {
        try (Batch batch = numbers(ROWS)) {
            Metadata pointer = writer.store(batch, NUMBERS);
            try (Batch found = load(pointer.with("key", "value"), NUMBERS)) {
                assertThat(found.rowCount()).isEqualTo(ROWS);
                assertThat(Values.row(found, ROWS - 1)).isEqualTo(Map.of("n", (long) ROWS - 1));
                assertThat(found.metadata().asMap()).isEqualTo(Map.of("key", "value", Keys.SHM_SOURCE, writer.name()));
            }
        }
    }

    @Test
    void dictionaries_comeWithTheBatch() throws IOException {
        var encoding = new DictionaryEncoding(7, false, new ArrowType.Int(16, true));
        var schema = new Schema(
                java.util.List.of(new Field("color", new FieldType(true, ArrowType.Utf8.INSTANCE, encoding), null)));
        var rows = IntStream.range(0, 100_000)
                .mapToObj(i -> Map.of("color", i % 2 == 0 ? "RED" : "GREEN"))
                .toList();
        try (Batch batch = Values.encodeRows(schema, rows, memory.allocator());
                Batch found = load(writer.store(batch, schema), schema)) {
            assertThat(Values.row(found, 0)).isEqualTo(Map.of("color", "RED"));
            assertThat(Values.row(found, 99_999)).isEqualTo(Map.of("color", "GREEN"));
        }
    }

    @Test
    void regionIsFree_onceItsBatchIsRead() throws IOException {
        try (Batch batch = numbers(ROWS)) {
            for (int i = 0; i < 100; i++) {
                load(writer.store(batch, NUMBERS), NUMBERS).close();
            }
        }
    }

    @Test
    void whatDoesNotFit_isNotStored() throws IOException {
        try (Batch batch = numbers(ROWS)) {
            int stored = 0;
            while (writer.store(batch, NUMBERS) != null) {
                stored++;
            }
            assertThat(stored).isEqualTo(6);
            writer.reset();
            assertThat(writer.store(batch, NUMBERS)).isNotNull();
        }
    }

    @Test
    void smallBatch_isNotWorthIt() throws IOException {
        try (Batch batch = numbers(10)) {
            assertThat(writer.store(batch, NUMBERS)).isNull();
        }
    }

    @Test
    void pointerToNothing_isDataLossAndNoMore() throws IOException {
        for (Metadata pointer : new Metadata[] {
            pointer("0", "100"),
            pointer("70000", "99999999"),
            pointer("-1", "8"),
            pointer("x", "8"),
            pointer("70000", ""),
            pointer("70000", "800")
        }) {
            assertThatThrownBy(() -> load(pointer, NUMBERS))
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.DATA_LOSS));
        }
        batch_comesOutAsItWentIn();
    }

    @Test
    void batchOfOtherColumns_isDataLoss() throws IOException {
        try (Batch batch = numbers(ROWS)) {
            Metadata pointer = writer.store(batch, NUMBERS);
            assertThatThrownBy(() -> load(pointer, SchemaText.parse("other: string")))
                    .hasMessageContaining("has the columns");
        }
    }

    @Test
    void segmentThatTheOtherSideCutsOff_isDataLoss() throws IOException {
        try (Batch batch = numbers(ROWS);
                FileChannel file = FileChannel.open(Path.of("/dev/shm", writer.name()), StandardOpenOption.WRITE)) {
            Metadata pointer = writer.store(batch, NUMBERS);
            file.truncate(SharedSegment.HEADER);
            assertThatThrownBy(() -> load(pointer, NUMBERS)).hasMessageContaining("was cut off");
            assertThatThrownBy(() -> writer.store(batch, NUMBERS)).hasMessageContaining("was cut off");
            assertThatThrownBy(writer::reset).hasMessageContaining("was cut off");
        }
    }

    @Test
    void closedSegment_isAClosedChannel() {
        reader.close();
        assertThatThrownBy(() -> load(pointer("70000", "800"), NUMBERS)).isInstanceOf(ClosedChannelException.class);
    }

    private Batch load(Metadata metadata, Schema schema) throws IOException {
        try (MemoryScope scope = memory.scope("test", 1 << 24);
                Batch pointer = Batch.empty(schema, memory.allocator()).withMetadata(metadata)) {
            return reader.load(pointer, scope, Validation.FULL);
        }
    }

    private Batch numbers(int rows) {
        return Values.encodeRows(
                NUMBERS, IntStream.range(0, rows).mapToObj(i -> Map.of("n", i)).toList(), memory.allocator());
    }

    private static Metadata pointer(String offset, String length) {
        return Metadata.of(Keys.SHM_OFFSET, offset).with(Keys.SHM_LENGTH, length);
    }
}
