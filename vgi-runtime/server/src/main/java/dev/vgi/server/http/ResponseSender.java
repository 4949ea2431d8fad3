package dev.vgi.server.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.ContentCoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Codes answers as their clients ask, and sends them. Thread-safe. */
final class ResponseSender {
    private final List<ContentCoding> producible;
    private final Duration silence;
    private final int slowest;

    /** A sender; how long it waits for clients is as for {@link PacedWriter}. */
    ResponseSender(List<ContentCoding> producible, Duration silence, int slowest) {
        this.producible = producible;
        this.silence = silence;
        this.slowest = slowest;
    }

    /** Sends a short answer that is not Arrow, without waiting. */
    static void sendSoon(ServerResponse reply, Response response, Callback sent) {
        head(reply, response);
        int length = Math.toIntExact(reply.body().length());
        response.getHeaders().put("Content-Length", length);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        reply.body().pieces().forEach(piece -> bytes.put(piece.duplicate()));
        response.write(true, bytes.flip(), sent);
    }

    /** Sends an answer, on a thread that may wait. Returns how many bytes the body had on its way. */
    long send(ServerResponse reply, Map<String, String> request, Response response) throws IOException {
        head(reply, response);
        var writer = new PacedWriter(response, silence, slowest);
        // A refusal is short, and who cannot decode what it offers is to read at least why.
        Negotiation negotiated = reply.isArrow() && reply.status() < 400 ? negotiate(request) : Negotiation.PLAIN;
        if (negotiated.coding() != ContentCoding.IDENTITY) {
            response.getHeaders().put(negotiated.header(), negotiated.coding().token());
            long[] sent = new long[1];
            negotiated.coding().encode(reply.body(), (buffers, count) -> {
                for (int i = 0; i < count; i++) {
                    sent[0] += buffers[i].remaining();
                    writer.write(false, buffers[i]);
                }
            });
            writer.write(true, ByteBuffer.allocate(0));
            return sent[0];
        }
        response.getHeaders().put("Content-Length", reply.body().length());
        List<ByteBuffer> pieces = reply.body().pieces();
        for (int i = 0; i < pieces.size(); i++) {
            writer.write(i == pieces.size() - 1, pieces.get(i).duplicate());
        }
        if (pieces.isEmpty()) {
            writer.write(true, ByteBuffer.allocate(0));
        }
        return reply.body().length();
    }

    private static void head(ServerResponse reply, Response response) {
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    }

    /** What an answer is coded with, and the header that says so. */
    private record Negotiation(ContentCoding coding, String header) {
        private static final Negotiation PLAIN = new Negotiation(ContentCoding.IDENTITY, "");
    }

    /** The first that the client offers and this server has; the client's own header goes before the general one. */
    private Negotiation negotiate(Map<String, String> request) {
        List<ContentCoding> own =
                ContentCoding.offered(request.getOrDefault(lower(HttpHeaders.VGI_ACCEPT_ENCODING), ""));
        List<ContentCoding> general =
                ContentCoding.offered(request.getOrDefault(lower(HttpHeaders.ACCEPT_ENCODING), ""));
        for (List<ContentCoding> offers : List.of(own, general)) {
            for (ContentCoding coding : offers) {
                if (coding == ContentCoding.IDENTITY) {
                    return Negotiation.PLAIN;
                }
                if (producible.contains(coding)) {
                    return new Negotiation(
                            coding,
                            general.contains(coding) ? HttpHeaders.CONTENT_ENCODING : HttpHeaders.VGI_CONTENT_ENCODING);
                }
            }
        }
        return Negotiation.PLAIN;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
