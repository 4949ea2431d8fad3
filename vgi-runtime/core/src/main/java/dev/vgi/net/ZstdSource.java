package dev.vgi.net;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes zstd frames as they arrive; they need not state their size. */
final class ZstdSource implements DecodedSource {
    private final ByteSource encoded;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final ByteBuffer input = CodingBlocks.take().limit(0);
    private @Nullable ByteBuffer scratch;
    private boolean insideFrame;
    private boolean closed;

    ZstdSource(ByteSource encoded) {
        this.encoded = encoded;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException("the body was closed");
        }
        if (target.isDirect()) {
            return decode(target);
        }
        if (scratch == null) {
            scratch = CodingBlocks.take();
        }
        scratch.clear().limit(Math.min(CodingBlocks.BYTES, target.remaining()));
        int length = decode(scratch);
        target.put(scratch.flip());
        return length;
    }

    private int decode(ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.position() == start) {
            boolean ended = !input.hasRemaining() && !fill();
            if (ended && !insideFrame) {
                return -1;
            }
            try {
                insideFrame = !context.decompressDirectByteBufferStream(target, input);
            } catch (ZstdException e) {
                throw new BodyException(
                        BodyException.Reason.UNDECODABLE, "its zstd coding is broken: " + e.getMessage(), e);
            }
            if (ended && insideFrame && target.position() == start) {
                throw new BodyException(
                        BodyException.Reason.TRUNCATED, "its zstd coding ends in the middle of a frame", null);
            }
        }
        return target.position() - start;
    }

    private boolean fill() throws IOException {
        input.clear();
        int length = encoded.read(input);
        input.flip();
        return length >= 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
            CodingBlocks.give(input);
            if (scratch != null) {
                CodingBlocks.give(scratch);
            }
        }
    }
}
