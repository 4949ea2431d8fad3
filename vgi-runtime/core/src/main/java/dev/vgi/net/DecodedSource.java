package dev.vgi.net;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body's bytes after decoding. Closing frees the decoder and leaves the encoded source alone. */
public interface DecodedSource extends ByteSource, AutoCloseable {
    @Override
    void close();

    static DecodedSource identity(ByteSource source) {
        return new DecodedSource() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return source.read(target);
            }

            @Override
            public void close() {}
        };
    }
}
