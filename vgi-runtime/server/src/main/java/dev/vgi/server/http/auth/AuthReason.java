package dev.vgi.server.http.auth;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.Locale;

/**
 * Why a caller is turned away: a closed set, which names the stage that refused and no more. The wire name is the
 * constant's in lower case.
 */
public enum AuthReason {
    /** The caller sent nothing to be known by. */
    MISSING_CREDENTIAL,
    /** What it sent is wrong. */
    INVALID_CREDENTIAL,
    /** What it sent was right once, or will be. */
    EXPIRED_CREDENTIAL,
    /** It is known, and may not call. */
    INSUFFICIENT_SCOPE,
    /** The request did not come by way of the trusted proxy. */
    PROXY_REQUIRED,
    /** None of these. */
    UNAUTHORIZED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an {@link Authenticator} throws for this reason; another one may know the caller. */
    public VgiException rejection() {
        return VgiException.builder(Code.UNAUTHENTICATED, "authentication rejected: " + wireName())
                .kind(wireName())
                .build();
    }

    /** As {@link #rejection()}, where no other authenticator shall be asked ({@link Authenticator#firstOf}). */
    public VgiException finalRejection() {
        return VgiException.builder(Code.PERMISSION_DENIED, "authentication rejected: " + wireName())
                .kind(wireName())
                .build();
    }

    public static AuthReason of(VgiException error) {
        for (AuthReason reason : values()) {
            if (reason.wireName().equals(error.kind())) {
                return reason;
            }
        }
        return error.code() == Code.PERMISSION_DENIED ? INSUFFICIENT_SCOPE : UNAUTHORIZED;
    }
}
