package dev.vgi.net;

import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the bytes of a body are coded for the way. The token is the constant's name in lower case. */
public enum ContentCoding {
    IDENTITY,
    ZSTD,
    GZIP;

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

    /**
     * Codes what is written to it.
     *
     * @param length all bytes that will be written, which a zstd frame states
     */
    public CodingSink encoding(ByteSink target, long length) throws IOException {
        return switch (this) {
            case IDENTITY -> CodingSink.identity(target);
            case ZSTD -> new ZstdSink(target, length);
            case GZIP -> new GzipSink(target);
        };
    }

    /** Writes the coded form of a body. */
    public void encode(GatheredBody body, ByteSink target) throws IOException {
        List<ByteBuffer> pieces = body.pieces();
        try (CodingSink coder = encoding(target, body.length())) {
            coder.write(pieces.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new), pieces.size());
            coder.finish();
        }
    }
}
