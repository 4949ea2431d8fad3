package dev.vgi.external;

import dev.vgi.Redaction;
import java.time.Instant;

/**
 * An object that a store has.
 *
 * @param url GETs it, whole or by ranges, without other credentials: whoever has the URL may read the object
 * @param expiresAt when the URL stops working
 */
public record StoredObject(String url, Instant expiresAt) {
    /** Without what authorizes. */
    @Override
    public String toString() {
        return "StoredObject[url=" + Redaction.url(url) + ", expiresAt=" + expiresAt + "]";
    }
}
