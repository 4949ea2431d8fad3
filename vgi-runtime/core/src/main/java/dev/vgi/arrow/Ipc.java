package dev.vgi.arrow;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.BufferAllocator;

/** Writes and reads whole IPC streams of one batch as bytes: the form that records take inside a binary column. */
public final class Ipc {
    private Ipc() {}

    /**
     * Returns a stream of the schema, the dictionaries, the batch with its metadata and the end marker. The caller
     * keeps ownership of the batch.
     */
    public static byte[] toBytes(Batch batch) {
        var bytes = new ByteArraySink();
        var frames = new FrameWriter(bytes, 4 << 10);
        try (var writer = new IpcWriter(frames, batch.schema())) {
            writer.write(batch);
            writer.end();
            frames.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns the first batch of a stream, fully validated, which the caller closes. */
    public static Batch fromBytes(byte[] bytes, BufferAllocator allocator) {
        MemoryScope scope = MemoryScope.of(allocator);
        // In memory a body may be larger than its bytes, by what the sender compressed or left out.
        var frames = new FrameReader(bytes, Limits.RAW);
        try (IpcReader reader = IpcReader.open(frames, scope, Validation.FULL)) {
            Batch batch = reader.next();
            if (batch == null) {
                throw VgiException.dataLoss("a serialized record has no batch, expected one");
            }
            return batch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
