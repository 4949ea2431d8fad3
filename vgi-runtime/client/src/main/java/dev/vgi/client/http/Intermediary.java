package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Represents a proxy or load balancer that answered in place of the worker.
 *
 * @param name what it calls itself, such as {@code nginx/1.22.1}; empty where it does not say
 * @param bodyLimit its setting for the longest request body; empty where it is not known
 * @param timeLimit its setting for the longest wait for the worker; empty where it is not known
 */
record Intermediary(String name, String bodyLimit, String timeLimit) {
    private static final Intermediary HAPROXY = new Intermediary("HAProxy", "", "timeout server");
    private static final Intermediary VARNISH = new Intermediary("Varnish", "", "first_byte_timeout");

    /** By the product that begins the {@code Server} header, in lower case. */
    private static final List<Intermediary> BY_PRODUCT = List.of(
            new Intermediary("nginx", "client_max_body_size", "proxy_read_timeout"),
            new Intermediary("openresty", "client_max_body_size", "proxy_read_timeout"),
            new Intermediary("apache", "LimitRequestBody", "ProxyTimeout"),
            new Intermediary("lighttpd", "server.max-request-size", "read-timeout of proxy.server"),
            new Intermediary("caddy", "request_body max_size", "response_header_timeout"),
            new Intermediary("envoy", "max_request_bytes of the buffer filter", "timeout of the route"),
            new Intermediary("istio-envoy", "max_request_bytes of the buffer filter", "timeout of the route"),
            new Intermediary("awselb", "", "idle_timeout.timeout_seconds"),
            VARNISH);

    /**
     * Returns whether a response is the worker's own. Workers mark each of theirs; those of the older generations
     * answer in Arrow, or in JSON with a title.
     *
     * @param body the response's body, as far as it is read
     */
    static boolean isWorkers(HttpResponse answer, String body) {
        return isMarked(answer)
                || RpcResponse.isArrow(answer)
                || HttpStatusErrors.json(body).has("title");
    }

    /** Returns whether a response certainly is the worker's own, without reading its body. */
    static boolean isMarked(HttpResponse answer) {
        return answer.header(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT) != null
                || answer.header(HttpHeaders.RPC_ERROR) != null
                || answer.header(HttpHeaders.AUTH_REASON) != null;
    }

    /** Returns who made a response that is not the worker's. */
    static Intermediary of(HttpResponse answer, String body) {
        String server = Objects.requireNonNullElse(answer.header("Server"), "").strip();
        String product = server.toLowerCase(Locale.ROOT);
        if (answer.header("X-Varnish") != null) {
            return VARNISH;
        }
        if (server.isEmpty() && isHaProxyPage(body)) {
            return HAPROXY;
        }
        return BY_PRODUCT.stream()
                .filter(known -> product.startsWith(known.name))
                .map(known -> new Intermediary(server, known.bodyLimit, known.timeLimit))
                .findFirst()
                .orElse(new Intermediary(server, "", ""));
    }

    /** Returns whether a page is of the form that all of HAProxy's have, which names itself nowhere. */
    private static boolean isHaProxyPage(String body) {
        return body.startsWith("<html><body><h1>") && body.stripTrailing().endsWith("</body></html>");
    }

    /** Returns a phrase such as {@code a proxy before http://host (nginx/1.22.1)}. */
    String before(Object address) {
        return "a proxy before " + address + (name.isEmpty() ? "" : " (" + name + ")");
    }

    /** Returns what raises the limit on request bodies. */
    String raiseBodyLimit() {
        return bodyLimit.isEmpty() ? "raise the proxy's limit on request bodies" : "raise the proxy's " + bodyLimit;
    }

    /** Returns what raises the limit on the wait for a worker. */
    String raiseTimeLimit() {
        return timeLimit.isEmpty() ? "raise the proxy's time limit" : "raise the proxy's " + timeLimit;
    }
}
