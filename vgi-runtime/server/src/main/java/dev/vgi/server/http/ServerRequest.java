package dev.vgi.server.http;

import dev.vgi.arrow.ByteSource;
import dev.vgi.protocol.RequestScope;
import java.util.Map;

/**
 * A request as it came.
 *
 * @param method the HTTP method
 * @param path the raw path, without the query
 * @param headers by lower-case name; several of one name joined by commas
 * @param requestId the client's correlation id, or one of ours
 * @param body the bytes as they come
 * @param scope its life
 */
record ServerRequest(
        String method,
        String path,
        Map<String, String> headers,
        String requestId,
        ByteSource body,
        RequestScope scope) {
    /** The value of a header given in lower case; empty where it is absent. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
