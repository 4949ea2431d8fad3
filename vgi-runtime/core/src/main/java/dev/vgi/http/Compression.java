package dev.vgi.http;

import dev.vgi.net.ContentCoding;
import java.util.List;

/** Whether bodies are compressed on their way. Answers of either kind are understood whatever this says. */
public enum Compression {
    /** {@link #NONE} to this machine itself, where it only costs, and {@link #ZSTD} to all others. */
    AUTO,
    NONE,
    /** At level 1, which keeps up with a gigabit network; gzip where a worker has nothing better. */
    ZSTD,
    GZIP;

    /** Requests below this size, in bytes, are sent as they are. */
    public static final int SMALLEST_REQUEST = 16 << 10;

    public Compression resolved(boolean loopback) {
        return this == AUTO ? (loopback ? NONE : ZSTD) : this;
    }

    /** What answers may be coded with, best first. */
    public List<ContentCoding> acceptable() {
        return switch (this) {
            case AUTO, ZSTD -> List.of(ContentCoding.ZSTD, ContentCoding.GZIP);
            case GZIP -> List.of(ContentCoding.GZIP);
            case NONE -> List.of(ContentCoding.IDENTITY);
        };
    }

    /** What a server codes its answers with where clients ask for it. */
    public List<ContentCoding> producible() {
        return switch (this) {
            case AUTO -> List.of(ContentCoding.ZSTD, ContentCoding.GZIP);
            case ZSTD -> List.of(ContentCoding.ZSTD);
            case GZIP -> List.of(ContentCoding.GZIP);
            case NONE -> List.of();
        };
    }
}
