package dev.vgi.net;

import dev.vgi.arrow.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Decodes gzip as it arrives. */
final class GzipSource implements DecodedSource {
    private static final int BLOCK = 64 << 10;

    private final InputStream encoded;
    private final byte[] copy = new byte[BLOCK];
    private @Nullable GZIPInputStream stream;

    GzipSource(ByteSource encoded) {
        this.encoded = new SourceStream(encoded);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            if (stream == null) {
                stream = new GZIPInputStream(encoded, BLOCK);
            }
            int length = stream.read(copy, 0, Math.min(copy.length, target.remaining()));
            if (length > 0) {
                target.put(copy, 0, length);
            }
            return length;
        } catch (EOFException e) {
            throw new BodyException(BodyException.Reason.TRUNCATED, "its gzip coding ends too early", e);
        } catch (ZipException e) {
            throw new BodyException(
                    BodyException.Reason.UNDECODABLE, "its gzip coding is broken: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class SourceStream extends InputStream {
        private final ByteSource source;
        private final byte[] one = new byte[1];

        private SourceStream(ByteSource source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : source.read(ByteBuffer.wrap(bytes, offset, length));
        }

        /** After the last member a reader asks whether another follows. */
        @Override
        public int available() {
            return 1;
        }
    }
}
