package dev.vgi.net;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust on a TLS connection. Host names are always verified.
 *
 * @param trustStore certificates of authorities: a PEM bundle, or a JKS or PKCS12 store; null for the JVM's own
 * @param trustStorePassword the store's password; null where it has none
 */
public record Tls(@Nullable Path trustStore, @Nullable String trustStorePassword) {
    /** The authorities that the JVM trusts. */
    public static final Tls SYSTEM = new Tls(null, null);

    /** Trusts the certificates of a PEM bundle only. */
    public static Tls trusting(Path bundle) {
        return new Tls(bundle, null);
    }

    /** The certificates to trust; null for the JVM's own. */
    @Nullable
    KeyStore trusted() {
        if (trustStore == null) {
            return null;
        }
        try {
            byte[] content = Files.readAllBytes(trustStore);
            if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN")) {
                return pem(content);
            }
            return KeyStore.getInstance(
                    trustStore.toFile(), trustStorePassword == null ? null : trustStorePassword.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "trustStore " + trustStore + " cannot be read: " + e.getMessage()
                            + "; expected a PEM bundle, or a JKS or PKCS12 store with its trustStorePassword",
                    e);
        }
    }

    private static KeyStore pem(byte[] content) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content))) {
            store.setCertificateEntry("authority-" + count++, certificate);
        }
        if (count == 0) {
            throw new GeneralSecurityException("it has no certificate");
        }
        return store;
    }

    @Override
    public String toString() {
        return "Tls[trustStore=" + trustStore + "]";
    }
}
