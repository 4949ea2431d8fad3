package dev.vgi.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body is not what its headers say, or too long. */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong with the body. */
    public enum Reason {
        /** Its coding is broken. */
        UNDECODABLE,
        /** It ends before its coding does. */
        TRUNCATED,
        /** It is longer than the limit. */
        TOO_LONG
    }

    public BodyException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
