package dev.vgi.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What went wrong between this process and an HTTP server, by how far the request had come. */
public final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final Stage stage;

    HttpFailure(Stage stage, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.stage = stage;
    }

    /** Returns the failure of an answer that ended before its content did, though its HTTP framing was sound. */
    public static HttpFailure brokenOff(Throwable cause) {
        return new HttpFailure(Stage.BROKEN_OFF, String.valueOf(cause.getMessage()), cause);
    }

    public Stage stage() {
        return stage;
    }

    /** How far a request had come when it failed. */
    public enum Stage {
        /** All connections of this process to the server stayed busy. */
        CROWDED,
        /** No connection was made. */
        UNCONNECTED,
        /** The server is not one to trust with the request, or speaks no TLS. */
        UNTRUSTED,
        /** The connection turned out closed before any of the request had left. */
        UNSENT,
        /** The request was sent, perhaps in part, and nothing came back before the connection ended. */
        UNANSWERED,
        /** The answer is not HTTP. */
        MALFORMED,
        /** The server sent nothing for too long. */
        SILENT,
        /** The answer ended in the middle: with its connection, or because somebody on the way cut it short. */
        BROKEN_OFF
    }
}
