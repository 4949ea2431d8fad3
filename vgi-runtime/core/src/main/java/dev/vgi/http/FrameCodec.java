package dev.vgi.http;

import dev.vgi.Limits;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.net.GatheredBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A reader and a writer whose buffers serve one body after the other. After a body that was not read or written to its
 * end they are good for nothing more. Used by one thread at a time.
 */
public final class FrameCodec {
    private static final ByteSource NOTHING = target -> -1;

    private ByteSource source = NOTHING;
    private GatheredBody sink = GatheredBody.referring();
    private final FrameReader reader;
    private final FrameWriter writer;

    public FrameCodec(Limits limits) {
        this(limits, FrameReader::new);
    }

    private FrameCodec(Limits limits, BiFunction<ByteSource, Limits, FrameReader> reading) {
        reader = reading.apply(target -> source.read(target), limits);
        writer = new FrameWriter((buffers, count) -> sink.write(buffers, count));
    }

    /** The reader, at the start of these bytes. */
    public FrameReader reading(ByteSource bytes) {
        source = bytes;
        return reader;
    }

    /** Writes one IPC stream to a body. */
    public void write(GatheredBody body, Schema schema, Content content) {
        sink = body;
        try (var stream = new IpcWriter(writer, schema)) {
            content.write(stream);
            stream.end();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between the schema and the end of a stream. */
    public interface Content {
        public void write(IpcWriter stream) throws IOException;
    }

    /** A few idle ones. Thread-safe. */
    public static final class Pool {
        private final Supplier<FrameCodec> fresh;
        private final BlockingQueue<FrameCodec> idle = new ArrayBlockingQueue<>(16);

        private Pool(Supplier<FrameCodec> fresh) {
            this.fresh = fresh;
        }

        /** For what clients send. */
        public static Pool ofClients(Limits limits) {
            return new Pool(() -> new FrameCodec(limits));
        }

        /** For what a worker sends that was called. */
        public static Pool ofWorker(Limits limits) {
            return new Pool(() -> new FrameCodec(limits, FrameReader::ofWorker));
        }

        public FrameCodec take() {
            FrameCodec frames = idle.poll();
            return frames != null ? frames : fresh.get();
        }

        /** Takes back what is at the end of its last body. */
        public void give(FrameCodec frames) {
            frames.source = NOTHING;
            frames.sink = GatheredBody.referring();
            var unused = idle.offer(frames);
        }
    }
}
