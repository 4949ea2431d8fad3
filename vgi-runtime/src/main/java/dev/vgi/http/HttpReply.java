package dev.vgi.http;

import dev.vgi.arrow.Batch;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer, ready to be sent.
 *
 * @param status the HTTP status
 * @param headers its own headers
 * @param body the body
 * @param holds the batches whose memory the body refers to; closed with the reply
 */
record HttpReply(int status, Map<String, String> headers, GatheredBody body, List<Batch> holds)
        implements AutoCloseable {
    /** An RPC answer; {@code flagged} marks an error inside. */
    static HttpReply arrow(int status, boolean flagged, GatheredBody body, List<Batch> holds) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(HttpHeaders.CONTENT_TYPE, HttpHeaders.ARROW);
        if (flagged) {
            headers.put(HttpHeaders.RPC_ERROR, "true");
        }
        return new HttpReply(status, headers, body, holds);
    }

    static HttpReply text(int status, String type, String text) {
        return new HttpReply(
                status,
                Map.of(HttpHeaders.CONTENT_TYPE, type),
                GatheredBody.of(text.getBytes(StandardCharsets.UTF_8)),
                List.of());
    }

    static HttpReply empty(int status) {
        return new HttpReply(status, Map.of(), GatheredBody.referring(), List.of());
    }

    HttpReply with(String name, String value) {
        var copy = new LinkedHashMap<>(headers);
        copy.put(name, value);
        return new HttpReply(status, copy, body, holds);
    }

    boolean isArrow() {
        return HttpHeaders.ARROW.equals(headers.get(HttpHeaders.CONTENT_TYPE));
    }

    @Override
    public void close() {
        holds.forEach(Batch::close);
    }
}
