package dev.vgi.net;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * A private key with its certificates.
 *
 * @param store a PKCS12 or JKS store
 * @param password of the store and of the key in it
 */
public record KeyFile(Path store, String password) {
    /** The keys; an error names the file. */
    public KeyStore keys() {
        try {
            return KeyStore.getInstance(store.toFile(), password.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "the key store " + store + " cannot be read: " + e.getMessage()
                            + "; expected PKCS12 or JKS with its password",
                    e);
        }
    }

    @Override
    public String toString() {
        return "KeyFile[store=" + store + "]";
    }
}
