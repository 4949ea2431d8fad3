package dev.vgi.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body is not what its headers say, or too long. */
final class BodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    enum Reason {
        /** Its coding is broken. */
        UNDECODABLE,
        /** It is longer than the limit. */
        TOO_LONG
    }

    BodyException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
