package dev.vgi.transport;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.SchemaMessage;
import dev.vgi.arrow.Validation;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one connection that go through its shared memory segment, in the place of which pointers are written.
 * What is read is copied to memory of its own before it is looked at, and its region is free at once: nothing that the
 * other side does later can change it. Only {@link #close} may come from another thread; it waits for a copy under way.
 */
public final class SharedBatches implements AutoCloseable {
    /** Smaller batches are faster on the connection itself; the reference reads the same variable. */
    private static final long SMALLEST = smallest(System.getenv("VGI_RPC_SHM_MIN_BATCH_BYTES"));

    private static final Set<String> POINTER = Set.of(Keys.SHM_OFFSET, Keys.SHM_LENGTH);
    private static final byte[] END = {-1, -1, -1, -1, 0, 0, 0, 0};

    private final SharedSegment segment;
    private final Limits limits;
    private final FrameWriter writer = new FrameWriter(this::put);
    private @Nullable ByteBuffer target;
    private List<ByteBuffer> source = List.of();
    private @Nullable FrameReader reader;
    private boolean closed;

    private SharedBatches(SharedSegment segment, Limits limits) {
        this.segment = segment;
        this.limits = limits;
    }

    /** In a segment of its own of this many bytes. */
    public static SharedBatches create(int bytes, Limits limits) throws IOException {
        return new SharedBatches(SharedSegment.create(bytes), limits);
    }

    /** In the segment of a client, which belongs to one of these users. */
    public static SharedBatches attach(String name, Set<UserPrincipal> owners, Limits limits) throws IOException {
        return new SharedBatches(SharedSegment.attach(name, owners), limits);
    }

    public static boolean isPointer(Metadata metadata) {
        return metadata.contains(Keys.SHM_OFFSET);
    }

    public String name() {
        return segment.name();
    }

    /** What a request says of the segment. */
    public synchronized Metadata announcement() throws IOException {
        checkOpen();
        return Metadata.of(Keys.SHM_SEGMENT_NAME, segment.name())
                .with(Keys.SHM_SEGMENT_SIZE, Integer.toString(segment.bytes()));
    }

    /** Before a call: no region is in use. */
    public synchronized void reset() throws IOException {
        checkOpen();
        segment.checkLength();
        segment.reset();
    }

    /** Stores a batch and gives its pointer; null where it is small, has no rows, or does not fit. */
    public synchronized @Nullable Metadata store(Batch batch, Schema schema) throws IOException {
        if (batch.rowCount() == 0 || batch.byteSize() < SMALLEST) {
            return null;
        }
        checkOpen();
        segment.checkLength();
        long length = encode(batch, schema, null);
        long offset = segment.allocate(length);
        if (offset < 0) {
            return null;
        }
        encode(batch, schema, segment.region(offset, length));
        return Metadata.of(Keys.SHM_OFFSET, Long.toString(offset)).with(Keys.SHM_LENGTH, Long.toString(length));
    }

    /** The batch that a pointer stands for, to be closed; the pointer stays the caller's. */
    public synchronized Batch load(Batch pointer, MemoryScope scope, Validation validation) throws IOException {
        checkOpen();
        segment.checkLength();
        long offset = number(pointer.metadata(), Keys.SHM_OFFSET);
        ByteBuffer region = segment.region(offset, number(pointer.metadata(), Keys.SHM_LENGTH));
        try {
            source = hasDictionaries(pointer.schema())
                    ? List.of(ByteBuffer.wrap(SchemaMessage.toBytes(pointer.schema())), region, ByteBuffer.wrap(END))
                    : List.of(region);
            Batch batch = decode(pointer.schema(), scope, validation);
            return batch.withMetadata(pointer.metadata().without(POINTER).with(Keys.SHM_SOURCE, segment.name()));
        } catch (InternalError e) {
            throw VgiException.of(
                    dev.vgi.Code.DATA_LOSS, "the shared memory segment '" + segment.name() + "' was cut off", e);
        } finally {
            source = List.of();
            segment.free(offset);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        segment.close();
    }

    /**
     * Writes to a region, or counts the bytes where there is none. A batch with dictionaries has neither schema nor
     * end.
     */
    private long encode(Batch batch, Schema schema, @Nullable ByteBuffer region) throws IOException {
        target = null;
        try (IpcWriter stream = new IpcWriter(writer, schema)) {
            boolean bare = hasDictionaries(schema);
            if (bare) {
                stream.start();
                writer.flush();
            }
            long before = writer.bytesWritten();
            target = region;
            stream.write(batch, Metadata.EMPTY);
            if (!bare) {
                stream.end();
            }
            writer.flush();
            return writer.bytesWritten() - before;
        } finally {
            target = null;
            writer.flush();
        }
    }

    private Batch decode(Schema expected, MemoryScope scope, Validation validation) throws IOException {
        FrameReader frames = reader == null ? new FrameReader(this::take, limits) : reader;
        reader = null;
        Batch batch;
        try (IpcReader stream = IpcReader.open(frames, scope, validation)) {
            if (!alike(stream.schema().getFields(), expected.getFields())) {
                throw VgiException.dataLoss("a batch in shared memory has the columns "
                        + stream.schema().getFields() + ", expected " + expected.getFields());
            }
            batch = stream.next();
            if (batch == null || stream.next() != null || frames.awaitMore()) {
                throw VgiException.dataLoss("a region of shared memory holds something else than one batch");
            }
        }
        reader = frames;
        return batch;
    }

    private void put(ByteBuffer[] buffers, int count) {
        for (int i = 0; i < count; i++) {
            if (target == null) {
                buffers[i].position(buffers[i].limit());
            } else {
                target.put(buffers[i]);
            }
        }
    }

    private int take(ByteBuffer into) {
        for (ByteBuffer part : source) {
            int length = Math.min(part.remaining(), into.remaining());
            if (length > 0) {
                into.put(into.position(), part, part.position(), length);
                into.position(into.position() + length);
                part.position(part.position() + length);
                return length;
            }
        }
        return -1;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private static long number(Metadata metadata, String key) {
        String value = metadata.getOrDefault(key, "");
        if (!value.matches("\\d{1,18}")) {
            throw VgiException.dataLoss(
                    "a pointer into shared memory has the " + key + " '" + value + "', expected a number");
        }
        return Long.parseLong(value);
    }

    private static boolean hasDictionaries(Schema schema) {
        return schema.getFields().stream().anyMatch(field -> field.getDictionary() != null);
    }

    private static boolean alike(List<Field> some, List<Field> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Field one = some.get(i);
            Field other = others.get(i);
            if (!one.getName().equals(other.getName())
                    || !one.getType().equals(other.getType())
                    || !alike(one.getChildren(), other.getChildren())) {
                return false;
            }
        }
        return true;
    }

    private static long smallest(@Nullable String value) {
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : 128 << 10;
    }
}
