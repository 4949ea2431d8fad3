package dev.vgi.client.http;

import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import java.util.Set;

/**
 * Tells a worker's refusal of a stream's tokens from its other errors. Our server names it by its kind. Others answer
 * with status 400 and no kind, so they are known by their messages, which are the published reference's: of 0.42.3,
 * 0.45.3 and 0.52.2.
 */
final class TokenRefusals {
    private static final int STATUS = 400;

    private static final Set<String> MESSAGES = Set.of(
            "State token expired",
            "State token signature verification failed",
            "Malformed state token",
            "Call token expired",
            "Call token signature verification failed",
            "Malformed call token",
            "Malformed token payload",
            "State token does not belong to the supplied call token");

    private TokenRefusals() {}

    /** Returns the error, with its kind set where it is such a refusal. */
    static VgiException named(VgiException error, int status) {
        return status == STATUS && error.kind().isEmpty() && MESSAGES.contains(withoutType(error))
                ? error.toBuilder().kind(ErrorKind.STREAM_TOKEN_REFUSED).build()
                : error;
    }

    /** Strips the name of the exception's class, with which messages begin. */
    private static String withoutType(VgiException error) {
        String prefix = error.remoteType() + ": ";
        String message = error.remoteMessage();
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
