package dev.vgi.net;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** How the bytes of a body are coded for the way. The token is the constant's name in lower case. */
public enum ContentCoding {
    IDENTITY,
    ZSTD,
    GZIP;

    /** What saves most for the processor time it takes at the speed of a fast network. */
    private static final int ZSTD_LEVEL = 1;

    private static final int BLOCK = 128 << 10;

    /** The name in headers. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The coding with this token, in any case; {@code x-gzip} is gzip's older name. */
    public static Optional<ContentCoding> of(String token) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        for (ContentCoding coding : values()) {
            if (coding.token().equals(name)) {
                return Optional.of(coding);
            }
        }
        return name.equals("x-gzip") ? Optional.of(GZIP) : Optional.empty();
    }

    /** The known codings of a header's value, in its order; those with weight zero are left out. */
    public static List<ContentCoding> offered(String value) {
        var offered = new ArrayList<ContentCoding>();
        for (String element : value.split(",", -1)) {
            int semicolon = element.indexOf(';');
            String weight = semicolon < 0
                    ? ""
                    : element.substring(semicolon + 1).replace(" ", "").toLowerCase(Locale.ROOT);
            if (!weight.matches("q=0(\\.0*)?")) {
                of(semicolon < 0 ? element : element.substring(0, semicolon))
                        .filter(coding -> !offered.contains(coding))
                        .ifPresent(offered::add);
            }
        }
        return offered;
    }

    /** The decoded bytes; closing frees the decoder only. */
    public DecodedSource decoded(ByteSource encoded) {
        return switch (this) {
            case IDENTITY -> DecodedSource.identity(encoded);
            case ZSTD -> new ZstdSource(encoded);
            case GZIP -> new GzipSource(encoded);
        };
    }

    /** Writes the coded form of a body, whose size a zstd frame states. */
    public void encode(GatheredBody body, ByteSink target) throws IOException {
        switch (this) {
            case IDENTITY -> {
                List<ByteBuffer> pieces = body.pieces();
                target.write(pieces.toArray(ByteBuffer[]::new), pieces.size());
            }
            case ZSTD -> zstd(body, target);
            case GZIP -> gzip(body, target);
        }
    }

    private static void zstd(GatheredBody body, ByteSink target) throws IOException {
        ByteBuffer[] output = {ByteBuffer.allocateDirect(BLOCK)};
        ByteBuffer copy = ByteBuffer.allocateDirect(BLOCK);
        try (var context = new ZstdCompressCtx().setLevel(ZSTD_LEVEL).setContentSize(true)) {
            context.setPledgedSrcSize(body.length());
            for (ByteBuffer piece : body.pieces()) {
                ByteBuffer rest = piece.duplicate();
                while (rest.hasRemaining()) {
                    ByteBuffer input = rest;
                    if (!rest.isDirect()) {
                        input = copy.clear();
                        int length = Math.min(rest.remaining(), copy.capacity());
                        input.put(rest.slice(rest.position(), length)).flip();
                        rest.position(rest.position() + length);
                    }
                    while (input.hasRemaining()) {
                        compress(context, input, output, target, EndDirective.CONTINUE);
                    }
                }
            }
            ByteBuffer nothing = copy.clear().limit(0);
            boolean flushed = false;
            while (!flushed) {
                flushed = compress(context, nothing, output, target, EndDirective.END);
            }
            if (output[0].position() > 0) {
                output[0].flip();
                target.write(output, 1);
            }
        }
    }

    private static boolean compress(
            ZstdCompressCtx context, ByteBuffer input, ByteBuffer[] output, ByteSink target, EndDirective directive)
            throws IOException {
        boolean flushed = context.compressDirectByteBufferStream(output[0], input, directive);
        if (!output[0].hasRemaining()) {
            output[0].flip();
            target.write(output, 1);
            output[0].clear();
        }
        return flushed;
    }

    private static void gzip(GatheredBody body, ByteSink target) throws IOException {
        try (var gzip = new GZIPOutputStream(new SinkStream(target), BLOCK)) {
            byte[] copy = new byte[BLOCK];
            for (ByteBuffer piece : body.pieces()) {
                ByteBuffer rest = piece.duplicate();
                while (rest.hasRemaining()) {
                    int length = Math.min(rest.remaining(), copy.length);
                    rest.get(copy, 0, length);
                    gzip.write(copy, 0, length);
                }
            }
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
