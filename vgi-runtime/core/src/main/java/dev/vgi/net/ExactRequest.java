package dev.vgi.net;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.jspecify.annotations.Nullable;

/**
 * A request whose path and query go on the wire byte for byte. The library would read a path that starts with two
 * slashes as a host, and a signature holds for one spelling only.
 */
final class ExactRequest extends org.eclipse.jetty.client.transport.HttpRequest {
    private final String path;
    private final @Nullable String query;

    /** @param target the path, with a slash at its start, and the query */
    ExactRequest(HttpClient client, String origin, String target) {
        super(client, new HttpConversation(), URI.create(origin.substring(0, origin.indexOf("://")) + "://localhost"));
        // By hand: a URI has no host whose name has an underscore.
        String authority = origin.substring(origin.indexOf("://") + 3);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        host(hasPort ? authority.substring(0, colon) : authority);
        if (hasPort) {
            port(Integer.parseInt(authority.substring(colon + 1)));
        }
        int mark = target.indexOf('?');
        path = mark < 0 ? target : target.substring(0, mark);
        query = mark < 0 ? null : target.substring(mark + 1);
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public @Nullable String getQuery() {
        return query;
    }
}
