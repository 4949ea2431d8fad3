package dev.vgi.server.http;

import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.http.FrameCodec;
import dev.vgi.net.GatheredBody;
import dev.vgi.protocol.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Request and answer bodies as bytes. */
public final class Bodies {
    private Bodies() {}

    /** A well-formed request. */
    static byte[] request(BufferAllocator allocator, String method, Object... parameters) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(Keys.METHOD, method);
        metadata.put(Keys.REQUEST_VERSION, "1");
        metadata.put(Keys.PROTOCOL, TestDispatcher.PROTOCOL);
        return stream(allocator, Metadata.of(metadata), parameters);
    }

    /** One IPC stream of one row with this metadata. */
    public static byte[] stream(BufferAllocator allocator, Metadata metadata, Object... parameters) {
        try (Batch batch = Rows.parameters(allocator, parameters)) {
            GatheredBody body = GatheredBody.copying();
            new FrameCodec(Limits.HTTP).write(body, batch.schema(), stream -> stream.write(batch, metadata));
            return bytes(body);
        }
    }

    /** A tick with these tokens; null leaves one out. */
    static byte[] tick(String cursor, String callToken) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("k", "v");
        if (cursor != null) {
            metadata.put(Keys.STREAM_STATE, cursor);
        }
        if (callToken != null) {
            metadata.put(Keys.CALL_STATE, callToken);
        }
        GatheredBody body = GatheredBody.copying();
        try (Batch empty = Batch.withoutColumns(0)) {
            new FrameCodec(Limits.HTTP).write(body, empty.schema(), stream -> stream.writeEmpty(Metadata.of(metadata)));
        }
        return bytes(body);
    }

    public static byte[] bytes(GatheredBody body) {
        var bytes = new ByteArrayOutputStream();
        body.pieces().forEach(piece -> {
            byte[] copy = new byte[piece.remaining()];
            piece.duplicate().get(copy);
            bytes.writeBytes(copy);
        });
        return bytes.toByteArray();
    }

    /** The metadata of all batches of all IPC streams in a body. */
    static List<Metadata> metadata(byte[] body, BufferAllocator allocator) {
        var found = new ArrayList<Metadata>();
        var frames = new FrameReader(ByteSource.of(body), Limits.HTTP);
        try (MemoryScope scope = MemoryScope.of(allocator)) {
            while (frames.awaitMore()) {
                try (IpcReader stream = IpcReader.open(frames, scope, Validation.FULL)) {
                    for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                        found.add(batch.metadata());
                        batch.close();
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
