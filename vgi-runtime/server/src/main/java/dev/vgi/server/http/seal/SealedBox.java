package dev.vgi.server.http.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sealed message in the form that all tokens share: version, nonce of 24 bytes, ciphertext with its tag. Thread-safe.
 */
public final class SealedBox {
    private static final byte VERSION = 1;
    private static final int START = 1 + XChaCha20Poly1305.NONCE_BYTES;

    private final XChaCha20Poly1305 cipher;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    public SealedBox(byte[] key) {
        this.cipher = new XChaCha20Poly1305(key);
    }

    public byte[] seal(byte[] plaintext, byte[] associated) {
        return seal(random(XChaCha20Poly1305.NONCE_BYTES), plaintext, associated);
    }

    public byte[] seal(byte[] nonce, byte[] plaintext, byte[] associated) {
        byte[] sealed = cipher.seal(nonce, plaintext, associated);
        return ByteBuffer.allocate(START + sealed.length)
                .put(VERSION)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** The plaintext; null where this is no envelope of this key and this associated data. */
    public byte @Nullable [] open(byte[] envelope, byte[] associated) {
        if (envelope.length < START + XChaCha20Poly1305.TAG_BYTES || envelope[0] != VERSION) {
            return null;
        }
        return cipher.open(
                Arrays.copyOfRange(envelope, 1, START),
                Arrays.copyOfRange(envelope, START, envelope.length),
                associated);
    }

    public byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
