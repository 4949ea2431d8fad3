package dev.vgi.service;

import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.TransportKind;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a method may know of the call that it answers. A method that wants it declares it as its first parameter, which
 * is not part of the wire. It is valid for one call or stream turn, on the thread that runs it.
 */
public interface CallContext {
    /** The protocol's wire name. */
    String protocol();

    /** The method's wire name. */
    String method();

    TransportKind transport();

    /** What rode on the request or tick. */
    Metadata metadata();

    /** The HTTP headers by lower-case name; empty on raw transports. */
    Map<String, String> headers();

    String requestId();

    /** The most decoded Arrow bytes that the answer may have; {@link Long#MAX_VALUE} for no limit. */
    long responseLimitBytes();

    /** Memory for batches that the method builds. */
    BufferAllocator allocator();

    /** Sends a line to the caller, before the answer. */
    void log(LogMessage message);

    default void log(LogMessage.Level level, String message) {
        log(LogMessage.of(level, message));
    }
}
