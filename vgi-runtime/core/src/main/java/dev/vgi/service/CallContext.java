package dev.vgi.service;

import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.StickySession;
import dev.vgi.protocol.TransportKind;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a method may know of the call that it answers. A method that wants it declares it as its first parameter, which
 * is not part of the wire. It is valid for one call or stream turn, on the thread that runs it.
 *
 * <p>Whatever a method throws is the caller's error, under the name of its class and without a classification. A method
 * that classifies it throws a {@link dev.vgi.VgiException}, whose code, kind and details the caller receives:
 *
 * <pre>{@code
 * throw VgiException.builder(Code.NOT_FOUND, "no airport has the code '" + iata + "'").kind("airport_not_found").build();
 * }</pre>
 */
public interface CallContext {
    /** The protocol's wire name. */
    String protocol();

    /** The method's wire name. */
    String method();

    TransportKind transport();

    /** Who calls; {@link Principal#ANONYMOUS} on raw transports, and where the server does not ask. */
    Principal principal();

    /** What rode on the request, or, during a turn, on its input or tick. */
    Metadata metadata();

    /** The HTTP headers by lower-case name, credentials included; empty on raw transports. */
    Map<String, String> headers();

    String requestId();

    /** What the method may leave in this process for the same caller's next calls. */
    StickySession session();

    /** The most decoded Arrow bytes that the answer may have; {@link Long#MAX_VALUE} for no limit. */
    long responseLimitBytes();

    /**
     * Memory for batches that the method builds; bounded for each call and stream. What a method that opens a stream
     * takes from it may be used by the stream's turns, and is to be closed by them.
     */
    BufferAllocator allocator();

    /**
     * Answers a unary call with an object that lies in a store already, in the place of what the method then returns;
     * the caller fetches it. It holds the method's result as one row of its result schema.
     *
     * @throws dev.vgi.VgiException in a stream, whose batches are always made anew
     */
    void answer(ExternalRef ref);

    /** Sends a line to the caller, before the answer. */
    void log(LogMessage message);

    default void log(LogMessage.Level level, String message) {
        log(LogMessage.of(level, message));
    }
}
