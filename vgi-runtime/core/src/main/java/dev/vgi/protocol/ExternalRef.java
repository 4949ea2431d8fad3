package dev.vgi.protocol;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object in a store that stands for a batch: the content of a pointer batch (specification, section 12). Whoever has
 * the URL may read the object, so {@code toString} shows only where it is.
 *
 * @param url GETs an IPC stream of the batch's schema with that one batch, log lines before it
 * @param sha256 of the stream's bytes before they were coded, 64 lower-case hex digits; null where it is not known, and
 *     then nobody finds out that the object was altered
 */
public record ExternalRef(String url, @Nullable String sha256) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public ExternalRef {
        if (url.isBlank()) {
            throw VgiException.invalidArgument("the url of an ExternalRef is empty");
        }
        if (sha256 != null && !DIGEST.matcher(sha256).matches()) {
            throw VgiException.invalidArgument(
                    "the sha256 of an ExternalRef is '" + sha256 + "', expected 64 lower-case hex digits");
        }
    }

    /** The metadata of a pointer batch. */
    public Metadata metadata() {
        Metadata location = Metadata.of(Keys.LOCATION, url);
        return sha256 == null ? location : location.with(Keys.LOCATION_SHA256, sha256);
    }

    @Override
    public String toString() {
        return "ExternalRef[" + Redaction.url(url) + "]";
    }
}
