package dev.vgi.protocol;

import dev.vgi.arrow.Metadata;
import java.util.Map;

/**
 * What a transport knows of one request, unary call or stream turn.
 *
 * @param transport by what it came
 * @param metadata the request's custom metadata, tokens removed
 * @param headers the HTTP headers by lower-case name, credentials included; empty on raw transports
 * @param requestId the correlation id, never empty
 * @param responseLimitBytes the most decoded Arrow bytes that the answer may have; {@link Long#MAX_VALUE} for no limit
 * @param principal who calls
 * @param scope the life of the request
 */
public record Caller(
        TransportKind transport,
        Metadata metadata,
        Map<String, String> headers,
        String requestId,
        long responseLimitBytes,
        Principal principal,
        RequestScope scope) {
    /** A call by nobody in particular. */
    public Caller(
            TransportKind transport,
            Metadata metadata,
            Map<String, String> headers,
            String requestId,
            long responseLimitBytes,
            RequestScope scope) {
        this(transport, metadata, headers, requestId, responseLimitBytes, Principal.ANONYMOUS, scope);
    }

    /** The same caller's next turn. */
    public Caller withMetadata(Metadata value) {
        return new Caller(transport, value, headers, requestId, responseLimitBytes, principal, scope);
    }

    public Caller withResponseLimitBytes(long value) {
        return new Caller(transport, metadata, headers, requestId, value, principal, scope);
    }
}
