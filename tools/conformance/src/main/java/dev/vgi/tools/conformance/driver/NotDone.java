package dev.vgi.tools.conformance.driver;

/** The driver could not carry out an operation; what a worker or the client says is an answer instead. */
final class NotDone extends Exception {
    private static final long serialVersionUID = 1L;

    NotDone(String message) {
        super(message);
    }

    NotDone(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
