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
 */
public record Caller(
        TransportKind transport,
        Metadata metadata,
        Map<String, String> headers,
        String requestId,
        long responseLimitBytes) {}
