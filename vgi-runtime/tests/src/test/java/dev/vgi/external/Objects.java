package dev.vgi.external;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches, and the IPC streams that stores hold of them. */
final class Objects {
    static final Schema NUMBERS = new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));

    private Objects() {}

    /** The numbers from 0 on. */
    static Batch numbers(int count, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(NUMBERS, allocator);
        var numbers = (BigIntVector) root.getVector(0);
        numbers.allocateNew(count);
        for (int i = 0; i < count; i++) {
            numbers.set(i, i);
        }
        root.setRowCount(count);
        return Batch.of(root);
    }

    /** A stream of zero-row batches with these metadata, then the numbers with theirs. */
    static byte[] stream(int count, Metadata metadata, BufferAllocator allocator, Metadata... before) {
        var bytes = new ByteArrayOutputStream();
        var frames = new FrameWriter((buffers, length) -> {
            for (int i = 0; i < length; i++) {
                byte[] copy = new byte[buffers[i].remaining()];
                buffers[i].get(copy);
                bytes.write(copy);
            }
        });
        try (var stream = new IpcWriter(frames, NUMBERS);
                Batch batch = numbers(count, allocator)) {
            for (Metadata empty : before) {
                stream.writeEmpty(empty);
            }
            stream.write(batch, metadata);
            stream.end();
            frames.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.create().digest(bytes));
    }

    /** The bytes of a buffer, which are then read. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
