package dev.vgi.transport;

import dev.vgi.ClientOption;
import dev.vgi.arrow.Validation;
import java.io.IOException;
import java.time.Duration;

/** A way to open connections to one worker. Thread-safe. */
public interface Connector extends AutoCloseable {
    /** The address for messages. */
    String address();

    /** How closely what the worker sends is examined. */
    Validation validation();

    /** The bytes of shared memory that each connection offers to its worker; 0 for none. */
    default int sharedMemoryBytes() {
        return 0;
    }

    /** The option that says how many connections there may be. */
    default ClientOption limitOption() {
        return ClientOption.MAX_CONNECTIONS;
    }

    /** How long a connection may wait for its next call before it is closed; zero for ever. */
    default Duration idleLimit() {
        return Duration.ZERO;
    }

    /** Opens a connection within this time; zero for no limit. */
    Channel connect(Duration limit) throws IOException;

    /** Whether a connection may wait, unanswered, until the worker has lost another one: it serves so many at once. */
    default boolean mayQueue() {
        return false;
    }

    @Override
    default void close() {}
}
