package dev.vgi.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way to one worker for calls that share a sticky session, once one of them has opened it. Thread-safe. */
public interface SessionTransport extends ClientTransport {
    /** What the worker knows the session by, which is a credential; null where none is open. */
    @Nullable
    String token();

    /** What is sent with each call for a proxy to find the session's worker; empty where none is open. */
    Map<String, String> echoHeaders();

    /** Forgets the session, which goes on at the worker. */
    void detach();

    /** Ends the session at the worker, as far as it can be reached, and forgets it. */
    @Override
    void close();
}
