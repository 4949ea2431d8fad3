package dev.vgi.http;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/** A request's body, read on the thread that serves it. */
final class IncomingBody implements ByteSource, AutoCloseable {
    private final Request request;
    private Content.@Nullable Chunk current;
    private boolean ended;
    private long bytes;

    IncomingBody(Request request) {
        this.request = request;
    }

    /** How many bytes have come so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Content.Chunk chunk = current;
        if (chunk == null) {
            chunk = ended ? null : take();
            if (chunk == null) {
                return -1;
            }
            current = chunk;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        int length = Math.min(bytes.remaining(), target.remaining());
        target.put(target.position(), bytes, bytes.position(), length);
        target.position(target.position() + length);
        bytes.position(bytes.position() + length);
        if (!bytes.hasRemaining()) {
            current = null;
            chunk.release();
        }
        return length;
    }

    /** Reads on without keeping anything, so that the client gets to read the answer; gives up after some bytes. */
    void skip(long most) throws IOException {
        close();
        long left = most;
        while (!ended && left > 0) {
            Content.Chunk chunk = take();
            if (chunk != null) {
                left -= chunk.remaining();
                chunk.release();
            }
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    /** The next chunk with bytes; null at the end. */
    private Content.@Nullable Chunk take() throws IOException {
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                try (Blocker.Runnable arrived = Blocker.runnable()) {
                    request.demand(arrived);
                    arrived.block();
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                ended = true;
                throw new IOException("the request broke off", chunk.getFailure());
            }
            ended = chunk.isLast();
            bytes += chunk.remaining();
            if (chunk.hasRemaining()) {
                return chunk;
            }
            chunk.release();
        }
        return null;
    }
}
