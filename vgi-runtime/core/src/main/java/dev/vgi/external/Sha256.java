package dev.vgi.external;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of pointer batches. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
