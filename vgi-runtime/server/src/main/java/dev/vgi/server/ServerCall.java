package dev.vgi.server;

import dev.vgi.protocol.Caller;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.ProtocolSummary;

/**
 * A call as an interceptor sees it before it runs. It has no values of parameters: those are the method's, and may be
 * secrets.
 *
 * @param serverId of the server
 * @param serverVersion its build; empty where it tells none
 * @param protocol the one that the method belongs to
 * @param method its description, with the names and types of its parameters
 * @param step what part of the method runs
 * @param streamId 32 hex digits that all requests of a stream share; empty for a unary call
 * @param rows of the request's batch; -1 where the step takes no parameters
 * @param caller who calls, and by what transport
 */
public record ServerCall(
        String serverId,
        String serverVersion,
        ProtocolSummary protocol,
        MethodDescription method,
        Step step,
        String streamId,
        int rows,
        Caller caller) {
    /** What part of a method runs. */
    public enum Step {
        UNARY,
        /**
         * A stream is opened. On raw transports its turns belong to the same call; over HTTP a producer's first does.
         */
        OPEN,
        /** A later request of a stream, over HTTP only: one turn, or the news that the caller gave up. */
        CONTINUE
    }
}
