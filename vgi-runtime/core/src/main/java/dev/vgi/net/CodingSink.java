package dev.vgi.net;

import dev.vgi.arrow.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Codes bytes as they come and hands them on. Used by one thread. Closing frees the coder and leaves the target alone.
 */
public interface CodingSink extends ByteSink, AutoCloseable {
    /** Hands on what the coder still holds, once, after the last write. */
    void finish() throws IOException;

    @Override
    void close();

    static CodingSink identity(ByteSink target) {
        return new CodingSink() {
            @Override
            public void write(ByteBuffer[] buffers, int count) throws IOException {
                target.write(buffers, count);
            }

            @Override
            public void finish() {}

            @Override
            public void close() {}
        };
    }
}
