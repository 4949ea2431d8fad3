package dev.vgi.arrow;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** Tells whether a record is the one that was written last, without keeping its memory. */
final class RecordBatchDigest {
    /** No record's digest. */
    static final RecordBatchDigest NONE = new RecordBatchDigest(new byte[0]);

    private final byte[] bytes;

    private RecordBatchDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the digest of a message's header, which stays as it is, and of its body. */
    static RecordBatchDigest of(ByteBuffer header, RecordBatchEncoder body) {
        MessageDigest digest = sha256();
        digest.update(header.duplicate());
        for (int i = 0; i < body.bufferCount(); i++) {
            ArrowBuf buffer = body.buffer(i);
            for (long offset = 0; buffer != null && offset < body.length(i); offset += 1 << 30) {
                digest.update(buffer.nioBuffer(offset, (int) Math.min(1 << 30, body.length(i) - offset)));
            }
        }
        return new RecordBatchDigest(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordBatchDigest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
