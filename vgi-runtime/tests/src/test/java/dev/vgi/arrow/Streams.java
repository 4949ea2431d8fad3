package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.TypeEqualsVisitor;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.types.pojo.Schema;

/** IPC streams in memory. */
final class Streams {
    private Streams() {}

    /** A stream that pyarrow wrote, see src/test/python/golden_streams.py. */
    static byte[] golden(String name) {
        try (InputStream stream = Objects.requireNonNull(Streams.class.getResourceAsStream(name + ".arrow"), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One stream of these batches, which stay the caller's. */
    static byte[] write(Schema schema, List<Batch> batches) {
        var bytes = new ByteArraySink();
        var frames = new FrameWriter(bytes);
        try (var writer = new IpcWriter(frames, schema)) {
            for (Batch batch : batches) {
                writer.write(batch);
            }
            writer.end();
            frames.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** All batches of a stream, fully validated, which the caller closes. */
    static List<Batch> read(byte[] bytes, MemoryScope scope) {
        return read(bytes, scope, Limits.RAW, Validation.FULL);
    }

    static List<Batch> read(byte[] bytes, MemoryScope scope, Limits limits, Validation validation) {
        return read(new FrameReader(ByteSource.of(bytes), limits), scope, validation);
    }

    /** As {@link #read(byte[], MemoryScope)}, of bytes at hand, which the batches keep. */
    static List<Batch> readInPlace(byte[] bytes, MemoryScope scope) {
        try (ArrowBuf memory = scope.body(bytes.length)) {
            memory.setBytes(0, bytes);
            return read(FrameReader.over(memory, bytes.length, Limits.RAW), scope, Validation.FULL);
        }
    }

    private static List<Batch> read(FrameReader frames, MemoryScope scope, Validation validation) {
        var batches = new ArrayList<Batch>();
        try (var reader = IpcReader.open(frames, scope, validation)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                batches.add(batch);
            }
            return batches;
        } catch (IOException e) {
            batches.forEach(Batch::close);
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            batches.forEach(Batch::close);
            throw e;
        }
    }

    /** The same schema, metadata, rows, values and dictionaries. */
    static void assertSame(Batch found, Batch expected) {
        assertThat(found.schema()).isEqualTo(expected.schema());
        assertThat(found.metadata()).isEqualTo(expected.metadata());
        assertThat(found.rowCount()).isEqualTo(expected.rowCount());
        assertSame(found.root(), expected.root());
        List<FieldVector> dictionaries = WireSchema.vectors(found.root().getSchema(), found.dictionaries());
        List<FieldVector> others = WireSchema.vectors(expected.root().getSchema(), expected.dictionaries());
        assertThat(dictionaries).hasSameSizeAs(others);
        for (int i = 0; i < dictionaries.size(); i++) {
            assertSame(dictionaries.get(i), others.get(i));
        }
    }

    private static void assertSame(VectorSchemaRoot found, VectorSchemaRoot expected) {
        assertThat(found.getFieldVectors()).hasSameSizeAs(expected.getFieldVectors());
        for (int column = 0; column < found.getFieldVectors().size(); column++) {
            assertSame(found.getVector(column), expected.getVector(column));
        }
    }

    private static void assertSame(FieldVector found, FieldVector expected) {
        assertThat(found.getValueCount()).as(expected.getName()).isEqualTo(expected.getValueCount());
        assertThat(values(found)).as(expected.getName()).isEqualTo(values(expected));
        if (new TypeEqualsVisitor(expected).equals(found)) {
            assertThat(VectorEqualsVisitor.vectorEquals(found, expected, null)).isTrue();
        }
    }

    /** The values as Arrow Java prints them. */
    static List<String> values(FieldVector vector) {
        var values = new ArrayList<String>();
        for (int row = 0; row < vector.getValueCount(); row++) {
            Object value = vector.getObject(row);
            values.add(
                    value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : String.valueOf(value));
        }
        return values;
    }
}
