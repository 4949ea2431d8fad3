package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what a client knows of its sticky session. Thread-safe. */
final class SessionState {
    private @Nullable String token;
    private Map<String, String> echoHeaders = Map.of();

    /** @param token of a session that is open; null for none */
    SessionState(@Nullable String token) {
        this.token = token;
    }

    synchronized @Nullable String token() {
        return token;
    }

    synchronized Map<String, String> echoHeaders() {
        return echoHeaders;
    }

    synchronized void forget() {
        token = null;
        echoHeaders = Map.of();
    }

    /** Adds what the next request says of the session. */
    synchronized void addTo(Map<String, String> fields) {
        fields.putAll(echoHeaders);
        fields.put(HttpHeaders.SESSION_ACCEPT, "true");
        if (token != null) {
            fields.put(HttpHeaders.SESSION, token);
        }
    }

    /** Updates the session from what a response says of it. */
    synchronized void learn(HttpResponse answer) {
        String opened = answer.header(HttpHeaders.SESSION);
        if (opened != null) {
            token = opened;
            echoHeaders = echoHeaders(answer);
        }
        if ("true".equalsIgnoreCase(answer.header(HttpHeaders.SESSION_CLOSE))) {
            forget();
        }
    }

    private static Map<String, String> echoHeaders(HttpResponse answer) {
        String names = answer.header(HttpHeaders.STICKY_ECHO_HEADERS);
        var echo = new LinkedHashMap<String, String>();
        if (names != null) {
            for (String name : names.split(",", -1)) {
                String value = answer.header(HttpHeaders.ECHO_PREFIX + name.strip());
                if (value != null) {
                    echo.put(name.strip(), value);
                }
            }
        }
        return Map.copyOf(echo);
    }
}
