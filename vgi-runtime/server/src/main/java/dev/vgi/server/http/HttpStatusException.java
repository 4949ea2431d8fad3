package dev.vgi.server.http;

import dev.vgi.VgiException;

/** A request that never becomes a call: a status, and what is wrong in the form that the status has. */
final class HttpStatusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Form form;
    private final String title;

    enum Form {
        /** An EXCEPTION batch: the cause. */
        ARROW,
        /** A title and a description. */
        JSON
    }

    private HttpStatusException(
            int status, Form form, String title, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause, false, false);
        this.status = status;
        this.form = form;
        this.title = title;
    }

    static HttpStatusException arrow(int status, VgiException cause) {
        return new HttpStatusException(status, Form.ARROW, "", String.valueOf(cause.getMessage()), cause);
    }

    static HttpStatusException json(int status, String title, String description) {
        return new HttpStatusException(status, Form.JSON, title, description, null);
    }

    int status() {
        return status;
    }

    Form form() {
        return form;
    }

    String title() {
        return title;
    }
}
