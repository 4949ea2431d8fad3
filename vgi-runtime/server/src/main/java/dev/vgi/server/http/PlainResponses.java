package dev.vgi.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.http.auth.AuthReason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers in JSON and HTML: what is not Arrow. */
final class PlainResponses {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HTML = "text/html; charset=utf-8";
    private static final Duration AUTHORITY_BACK = Duration.ofSeconds(5);

    private PlainResponses() {}

    static ServerResponse health(Dispatcher dispatcher) {
        return json(200, "status", "ok", "server_id", dispatcher.serverId(), "protocol", dispatcher.primaryProtocol());
    }

    static ServerResponse problem(int status, String title, String description) {
        return json(status, "title", title, "description", description);
    }

    static ServerResponse of(HttpPage.Answer answer) {
        return answer.contentType().isEmpty()
                ? ServerResponse.empty(answer.status())
                : ServerResponse.text(answer.status(), answer.contentType(), answer.text());
    }

    static ServerResponse methodNotAllowed(String allowed) {
        return json(405, "title", "405 Method Not Allowed").with("Allow", allowed);
    }

    static ServerResponse notFound(String prefix) {
        return html(
                404,
                "Not Found",
                "This is a vgi-rpc worker. Its methods are at <code>" + prefix
                        + "/{protocol}/{method}</code>, and want to be posted to.");
    }

    /** The same for every request that is turned away for this reason. */
    static ServerResponse unauthorized(AuthReason reason, ServerRequest request, Set<String> proxyHeaders) {
        String detail = "authentication rejected";
        String hint = "This service only accepts requests that come through its reverse proxy, which must set "
                + String.join(", ", new TreeSet<>(proxyHeaders))
                + ". A proxy that does not is at least as likely a cause as a wrong credential.";
        boolean page = request.header("accept").contains("text/html");
        ServerResponse reply;
        if (proxyHeaders.isEmpty()) {
            reply = page
                    ? html(401, "Unauthorized", detail + ": <code>" + reason.wireName() + "</code>")
                    : json(401, "error", "unauthorized", "reason", reason.wireName(), "detail", detail);
        } else {
            reply = (page
                            ? html(
                                    401,
                                    "Unauthorized",
                                    detail + ": <code>" + reason.wireName() + "</code></p><p>" + hint)
                            : json(
                                    401,
                                    "error",
                                    "unauthorized",
                                    "reason",
                                    reason.wireName(),
                                    "detail",
                                    detail,
                                    "proxy_hint",
                                    hint))
                    .with(HttpHeaders.AUTH_PROXY_REQUIRED, "true");
        }
        return reply.with(HttpHeaders.AUTH_REASON, reason.wireName()).with("Cache-Control", "no-store");
    }

    static ServerResponse authorityDown(VgiException error) {
        Duration delay = error.retryDelay();
        long seconds = Math.max(1, (delay == null ? AUTHORITY_BACK : delay).toSeconds());
        return problem(503, "503 Service Unavailable", "authentication authority unavailable")
                .with("Retry-After", Long.toString(seconds));
    }

    /** There are too many connections; one may be free soon. */
    static ServerResponse crowded(String reason) {
        return problem(503, "503 Service Unavailable", reason)
                .with("Retry-After", "1")
                .with("Connection", "close");
    }

    private static ServerResponse html(int status, String title, String body) {
        return ServerResponse.text(
                status,
                HTML,
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + status + " " + title
                        + "</title></head><body><h1>" + status + " " + title + "</h1><p>" + body
                        + "</p></body></html>");
    }

    private static ServerResponse json(int status, String... namesAndValues) {
        var object = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ServerResponse.text(status, HttpHeaders.JSON, write(object));
    }

    private static String write(Map<String, String> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
