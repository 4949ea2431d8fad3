package dev.vgi.protocol;

/**
 * Who reads what an exception says that its service has not made for callers: one that is no
 * {@link dev.vgi.VgiException}, with its class, message and stack trace; and the stack traces of all others. Who does
 * not gets the request's id, under which the server's log has it.
 */
public enum ErrorDisclosure {
    EVERYBODY,
    /** Callers on this machine, and those that have been authenticated. */
    TRUSTED,
    NOBODY;

    boolean reaches(boolean trusted) {
        return this == EVERYBODY || (this == TRUSTED && trusted);
    }
}
