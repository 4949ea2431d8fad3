package dev.vgi.server.http.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated encryption with nonces long enough to be drawn at random (draft-irtf-cfrg-xchacha-03): the JDK's
 * ChaCha20-Poly1305 under a subkey. Thread-safe.
 */
public final class XChaCha20Poly1305 {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 24;
    static final int TAG_BYTES = 16;

    private final byte[] key;

    XChaCha20Poly1305(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key has " + key.length + " bytes, expected " + KEY_BYTES);
        }
        this.key = key.clone();
    }

    /** The ciphertext with its tag. */
    byte[] seal(byte[] nonce, byte[] plaintext, byte[] associated) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, nonce, associated).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 is part of every JDK since 11", e);
        }
    }

    /** The plaintext; null where anything was altered. */
    byte @Nullable [] open(byte[] nonce, byte[] sealed, byte[] associated) {
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, associated).doFinal(sealed);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 is part of every JDK since 11", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        byte[] shortNonce = new byte[12];
        System.arraycopy(nonce, 16, shortNonce, 4, 8);
        byte[] subkey = HChaCha20.subkey(key, Arrays.copyOf(nonce, 16));
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(subkey, "ChaCha20"), new IvParameterSpec(shortNonce));
        cipher.updateAAD(associated);
        return cipher;
    }
}
