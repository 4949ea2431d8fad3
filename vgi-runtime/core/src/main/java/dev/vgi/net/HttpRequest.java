package dev.vgi.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A request to send.
 *
 * @param method such as {@code POST}
 * @param origin scheme, host and port
 * @param path the path as it goes on the wire, already encoded; empty or with a slash at its start
 * @param headers the headers, {@code Content-Length} and {@code Host} aside
 * @param body the bytes, in order; their memory is read until the answer {@link HttpResponse#close() is closed} or
 *     {@link HttpResponse#awaitSent() says so}
 * @param silence the longest wait for the next sign of life while somebody waits; zero for no limit
 */
public record HttpRequest(
        String method,
        String origin,
        String path,
        Map<String, String> headers,
        List<ByteBuffer> body,
        Duration silence) {}
