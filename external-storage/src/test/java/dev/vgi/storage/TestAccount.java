package dev.vgi.storage;

import com.google.auth.oauth2.ServiceAccountCredentials;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** A service account that Google does not know, with a key of its own. */
record TestAccount(PrivateKey key, PublicKey publicKey) {
    static final String EMAIL = "tester@example.iam.gserviceaccount.com";

    static TestAccount create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var pair = generator.generateKeyPair();
            return new TestAccount(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestAccount ofKey(String base64) {
        try {
            var factory = KeyFactory.getInstance("RSA");
            var key = (RSAPrivateCrtKey) factory.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            return new TestAccount(
                    key, factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String base64() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Credentials that ask a server for a token at {@code /token}. */
    ServiceAccountCredentials credentials(URI server) {
        return ServiceAccountCredentials.newBuilder()
                .setClientEmail(EMAIL)
                .setPrivateKey(key)
                .setPrivateKeyId("test-key")
                .setTokenServerUri(server.resolve("/token"))
                .build();
    }
}
