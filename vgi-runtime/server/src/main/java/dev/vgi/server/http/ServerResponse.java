package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.GatheredBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer, ready to be sent.
 *
 * @param status the HTTP status
 * @param headers its own headers
 * @param body the body
 * @param holds what the body refers to; closed with the reply
 */
record ServerResponse(int status, Map<String, String> headers, GatheredBody body, Deque<AutoCloseable> holds)
        implements AutoCloseable {
    /** An RPC answer; {@code flagged} marks an error inside. */
    static ServerResponse arrow(int status, boolean flagged, GatheredBody body, Deque<AutoCloseable> holds) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(HttpHeaders.CONTENT_TYPE, HttpHeaders.ARROW);
        if (flagged) {
            headers.put(HttpHeaders.RPC_ERROR, "true");
        }
        return new ServerResponse(status, headers, body, holds);
    }

    static ServerResponse text(int status, String type, String text) {
        return new ServerResponse(
                status,
                Map.of(HttpHeaders.CONTENT_TYPE, type),
                GatheredBody.of(text.getBytes(StandardCharsets.UTF_8)),
                new ArrayDeque<>());
    }

    static ServerResponse empty(int status) {
        return new ServerResponse(status, Map.of(), GatheredBody.referring(), new ArrayDeque<>());
    }

    ServerResponse with(String name, String value) {
        var copy = new LinkedHashMap<>(headers);
        copy.put(name, value);
        return new ServerResponse(status, copy, body, holds);
    }

    boolean isArrow() {
        return HttpHeaders.ARROW.equals(headers.get(HttpHeaders.CONTENT_TYPE));
    }

    @Override
    public void close() {
        close(holds);
    }

    /** Closes all, the first to have been pushed last, whatever one of them says. */
    static void close(Deque<AutoCloseable> holds) {
        VgiException failure = null;
        while (!holds.isEmpty()) {
            try {
                holds.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = VgiException.of(
                            Code.INTERNAL, "an answer's memory could not be freed: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
