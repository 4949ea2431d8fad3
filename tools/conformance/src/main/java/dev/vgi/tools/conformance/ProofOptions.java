package dev.vgi.tools.conformance;

import dev.vgi.VgiException;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.ProxyProof;
import java.time.Duration;

/** The flags of a proxy's proof. */
final class ProofOptions {
    private String mode = "off";
    private String originId = "";
    private String secrets = "";
    private Duration skew = Duration.ofSeconds(30);
    private boolean replayCache = true;

    void mode(String value) {
        mode = value;
    }

    void originId(String value) {
        originId = value;
    }

    /** @param value {@code kid:hex}, several separated by commas */
    void secrets(String value) {
        secrets = value;
    }

    void skew(Duration value) {
        skew = value;
    }

    void noReplayCache() {
        replayCache = false;
    }

    void addTo(HttpServerConfig.Builder http) {
        if (mode.equals("off")) {
            return;
        }
        ProxyProof.Builder proof = ProxyProof.builder(originId).skew(skew);
        if (!replayCache) {
            proof.replayCapacity(0);
        }
        for (String secret : secrets.split(",", -1)) {
            String[] parts = secret.split(":", 2);
            if (parts.length != 2) {
                throw VgiException.invalidArgument("found no kid in --proof-secrets, expected kid:hex");
            }
            proof.secret(parts[0], parts[1]);
        }
        http.proxyProof(
                switch (mode) {
                    case "allow" -> proof.allow();
                    case "require" -> proof.require();
                    default ->
                        throw VgiException.invalidArgument(
                                "found --proof-mode " + mode + ", expected off, allow or require");
                });
    }
}
