package dev.vgi.net;

import dev.vgi.arrow.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Codes to one gzip member. */
final class GzipSink implements CodingSink {
    private static final int BLOCK = 128 << 10;

    private final Member member;
    private final byte[] copy = new byte[BLOCK];

    GzipSink(ByteSink target) throws IOException {
        member = new Member(target);
    }

    @Override
    public void write(ByteBuffer[] buffers, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            ByteBuffer rest = buffers[i];
            while (rest.hasRemaining()) {
                int length = Math.min(rest.remaining(), copy.length);
                rest.get(copy, 0, length);
                member.write(copy, 0, length);
            }
        }
    }

    @Override
    public void finish() throws IOException {
        member.finish();
    }

    @Override
    public void close() {
        member.free();
    }

    private static final class Member extends GZIPOutputStream {
        private Member(ByteSink target) throws IOException {
            super(new SinkStream(target), BLOCK);
        }

        private void free() {
            Deflater deflater = def;
            deflater.end();
        }
    }

    private static final class SinkStream extends OutputStream {
        private final ByteSink target;

        private SinkStream(ByteSink target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target.write(new ByteBuffer[] {ByteBuffer.wrap(bytes, offset, length)}, 1);
        }
    }
}
