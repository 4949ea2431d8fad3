package dev.vgi.net;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.vgi.arrow.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Codes to one zstd frame, which states its size. */
final class ZstdSink implements CodingSink {
    /** What saves most for the processor time it takes at the speed of a fast network. */
    private static final int LEVEL = 1;

    private final ByteSink target;
    private final ByteBuffer[] output = {CodingBlocks.take()};
    private final ByteBuffer copy = CodingBlocks.take();
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private boolean closed;

    ZstdSink(ByteSink target, long length) {
        this.target = target;
        context.setContentSize(true);
        context.setPledgedSrcSize(length);
    }

    @Override
    public void write(ByteBuffer[] buffers, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            ByteBuffer rest = buffers[i];
            while (rest.hasRemaining()) {
                ByteBuffer input = rest;
                if (!rest.isDirect()) {
                    input = copy.clear();
                    int length = Math.min(rest.remaining(), copy.capacity());
                    input.put(rest.slice(rest.position(), length)).flip();
                    rest.position(rest.position() + length);
                }
                while (input.hasRemaining()) {
                    compress(input, EndDirective.CONTINUE);
                }
            }
        }
    }

    @Override
    public void finish() throws IOException {
        ByteBuffer nothing = copy.clear().limit(0);
        boolean flushed = false;
        while (!flushed) {
            flushed = compress(nothing, EndDirective.END);
        }
        if (output[0].position() > 0) {
            output[0].flip();
            target.write(output, 1);
        }
    }

    private boolean compress(ByteBuffer input, EndDirective directive) throws IOException {
        boolean flushed = context.compressDirectByteBufferStream(output[0], input, directive);
        if (!output[0].hasRemaining()) {
            output[0].flip();
            target.write(output, 1);
            output[0].clear();
        }
        return flushed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
            CodingBlocks.give(output[0]);
            CodingBlocks.give(copy);
        }
    }
}
