package dev.vgi.external;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Bytes that are hashed as they are read. */
final class DigestedSource implements ByteSource {
    private final ByteSource source;
    private final MessageDigest digest;
    private final boolean wanted;

    DigestedSource(ByteSource source, boolean wanted) {
        this.source = source;
        this.wanted = wanted;
        digest = Sha256.create();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int length = source.read(target);
        if (wanted && length > 0) {
            digest.update(target.slice(start, length));
        }
        return length;
    }

    /** The SHA-256 of all that was read, in lower-case hex; once. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
