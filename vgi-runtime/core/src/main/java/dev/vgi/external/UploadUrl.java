package dev.vgi.external;

import dev.vgi.Redaction;
import java.time.Instant;

/**
 * Where somebody may put one object, and where it is then read. Stores sign for one HTTP method, so there are two.
 *
 * @param uploadUrl PUTs the object, without other credentials
 * @param downloadUrl GETs it afterwards, whole or by ranges
 * @param expiresAt when the first of the two stops working
 */
public record UploadUrl(String uploadUrl, String downloadUrl, Instant expiresAt) {
    /** Without what authorizes. */
    @Override
    public String toString() {
        return "UploadUrl[uploadUrl=" + Redaction.url(uploadUrl) + ", expiresAt=" + expiresAt + "]";
    }
}
