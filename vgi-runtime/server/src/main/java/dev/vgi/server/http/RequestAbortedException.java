package dev.vgi.server.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose body does not come to its end, by the client's fault. */
final class RequestAbortedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    private RequestAbortedException(int status, String title, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.title = title;
    }

    /** The client hung up, or what it sent is no body. */
    static RequestAbortedException cutOff(Throwable cause) {
        return new RequestAbortedException(
                400, "400 Bad Request", "the request broke off before its body had come to its end", cause);
    }

    /** It took longer than the configuration allows. */
    static RequestAbortedException late(String message, @Nullable Throwable cause) {
        return new RequestAbortedException(408, "408 Request Timeout", message, cause);
    }

    /** What the client is told, where it still listens. */
    ServerResponse reply() {
        return PlainResponses.problem(status, title, String.valueOf(getMessage()))
                .with("Connection", "close");
    }
}
