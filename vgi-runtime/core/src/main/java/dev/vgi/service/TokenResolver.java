package dev.vgi.service;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows whom opaque credentials belong to. Thread-safe. */
@FunctionalInterface
public interface TokenResolver {
    /** The longest credential that is looked at, in bytes of UTF-8. */
    int LONGEST_BYTES = 4096;

    /** Whitespace of any of the languages in which workers are written. */
    Pattern PADDING = Pattern.compile("^[\\t-\\r \\u0085\\u00a0\\p{Z}]+|[\\t-\\r \\u0085\\u00a0\\p{Z}]+$");

    /** A signed token, which is for its issuer to judge. */
    Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    /**
     * The owner.
     *
     * @param token the credential as it was presented, to be kept out of logs and messages
     * @return null where nobody is known by it
     * @throws dev.vgi.VgiException UNAVAILABLE where it cannot be found out now, perhaps with
     *     {@link dev.vgi.ErrorDetail#retryInfo}; the caller is told to come back, not that it is unknown
     */
    @Nullable
    TokenIdentity resolve(String token);

    /** Whether a credential may be handed to a resolver: it is not blank, not too long, and no signed token. */
    static boolean mayResolve(String token) {
        String bare = PADDING.matcher(token).replaceAll("");
        return !bare.isEmpty()
                && token.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES
                && !SIGNED.matcher(bare).matches();
    }
}
