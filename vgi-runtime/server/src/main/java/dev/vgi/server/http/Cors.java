package dev.vgi.server.http;

import dev.vgi.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Lets browsers' pages of other origins call, and read every header that this server may send. Immutable. */
final class Cors {
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}");
    private static final Set<String> SENT = Set.of(
            "Retry-After",
            "WWW-Authenticate",
            HttpHeaders.AUTH_PROXY_REQUIRED,
            HttpHeaders.AUTH_REASON,
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.REQUEST_ID,
            HttpHeaders.RPC_ERROR,
            HttpHeaders.SESSION,
            HttpHeaders.SESSION_CLOSE,
            HttpHeaders.VGI_CONTENT_ENCODING);
    private static final Set<String> TAKEN = Set.of(
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_ENCODING,
            "Authorization",
            HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES,
            HttpHeaders.PROXY_PROOF,
            HttpHeaders.REQUEST_ID,
            HttpHeaders.SESSION,
            HttpHeaders.SESSION_ACCEPT,
            HttpHeaders.VGI_ACCEPT_ENCODING);

    private final Set<String> origins;
    private final String exposed;
    private final String allowed;

    /**
     * @param origins such as {@code https://app.example}; {@code *} is all, and none switches it off
     * @param capabilities what every answer has
     */
    Cors(Set<String> origins, Set<String> capabilities, Set<String> echoHeaders) {
        this.origins = Set.copyOf(origins);
        var sent = new TreeSet<>(SENT);
        sent.addAll(capabilities);
        echoHeaders.forEach(name -> sent.add(HttpHeaders.ECHO_PREFIX + name));
        this.exposed = String.join(", ", sent);
        var taken = new TreeSet<>(TAKEN);
        taken.addAll(echoHeaders);
        this.allowed = String.join(", ", taken);
    }

    /** What an answer says besides to a request with these headers. */
    Map<String, String> headers(String method, Map<String, String> request) {
        if (origins.isEmpty()) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        boolean all = origins.contains("*");
        if (!all) {
            headers.put("Vary", "Origin");
        }
        String origin = request.getOrDefault("origin", "");
        if (!all && !origins.contains(origin)) {
            return headers;
        }
        headers.put("Access-Control-Allow-Origin", all ? "*" : origin);
        headers.put("Access-Control-Expose-Headers", exposed);
        if (method.equals("OPTIONS")) {
            headers.put("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS");
            headers.put("Access-Control-Allow-Headers", allowedWith(request));
            headers.put("Access-Control-Max-Age", "7200");
        }
        return headers;
    }

    /** Our own headers, and those that the page asks for: an authenticator may want them. */
    private String allowedWith(Map<String, String> request) {
        String asked = request.getOrDefault("access-control-request-headers", "");
        if (asked.isBlank() || !NAMES.matcher(asked).matches()) {
            return allowed;
        }
        var names = new LinkedHashSet<String>();
        for (String name : asked.split(",", -1)) {
            names.add(name.strip());
        }
        names.remove("");
        return allowed + ", " + String.join(", ", names);
    }
}
