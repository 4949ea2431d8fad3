package dev.vgi.http;

import dev.vgi.net.ContentCoding;
import dev.vgi.protocol.RequestScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between the connections and the handler of requests: takes requests in, codes answers and sends them. */
final class ConnectionHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** What is read of a refused request's body for the client to get to the answer. */
    private static final long SKIPPED = 16 << 20;

    private final RpcHandler handler;
    private final Map<String, String> capabilities;
    private final Cors cors;
    private final List<ContentCoding> producible;
    private final Duration silence;
    private final int slowest;

    ConnectionHandler(RpcHandler handler, HttpServerConfig config, Map<String, String> capabilities) {
        this.handler = handler;
        this.capabilities = capabilities;
        this.cors = config.cors(capabilities.keySet());
        this.producible = config.compression.producible();
        this.silence = config.idleTimeout;
        this.slowest = config.minBytesPerSecond;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        request.addIdleTimeoutListener(timeout -> false);
        Map<String, String> headers = headers(request);
        String requestId = requestId(headers);
        capabilities.forEach((name, value) -> response.getHeaders().put(name, value));
        cors.headers(request.getMethod(), headers)
                .forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeaders.REQUEST_ID, requestId);
        try (var scope = new RequestScope(remoteAddress(request));
                var body = new IncomingBody(request, silence, slowest)) {
            var incoming = new ServerRequest(
                    request.getMethod(), request.getHttpURI().getPath(), headers, requestId, body, scope);
            try (HttpReply reply = answer(incoming)) {
                body.skip(SKIPPED);
                scope.sent(reply.status(), body.bytes(), OptionalLong.empty());
                long sent = send(reply, headers, response);
                scope.sent(reply.status(), body.bytes(), OptionalLong.of(sent));
            }
            callback.succeeded();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("request {} was not answered", requestId, e);
            callback.failed(e);
        }
        return true;
    }

    private HttpReply answer(ServerRequest request) {
        try {
            return handler.answer(request);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BrokenRequest broken) {
                LOG.debug("request {} was not read", request.requestId(), broken);
                return broken.reply();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("request {} failed", request.requestId(), e);
            return Pages.problem(500, "500 Internal Server Error", "see the worker's log");
        }
    }

    /** Returns how many bytes the body had on its way. */
    private long send(HttpReply reply, Map<String, String> request, Response response) throws IOException {
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        Negotiation negotiated = reply.isArrow() ? negotiate(request) : Negotiation.PLAIN;
        if (negotiated.coding() != ContentCoding.IDENTITY) {
            response.getHeaders().put(negotiated.header(), negotiated.coding().token());
            long[] sent = new long[1];
            negotiated.coding().encode(reply.body(), (buffers, count) -> {
                for (int i = 0; i < count; i++) {
                    sent[0] += buffers[i].remaining();
                    write(response, false, buffers[i]);
                }
            });
            write(response, true, ByteBuffer.allocate(0));
            return sent[0];
        }
        response.getHeaders().put("Content-Length", reply.body().length());
        List<ByteBuffer> pieces = reply.body().pieces();
        for (int i = 0; i < pieces.size(); i++) {
            write(response, i == pieces.size() - 1, pieces.get(i).duplicate());
        }
        if (pieces.isEmpty()) {
            write(response, true, ByteBuffer.allocate(0));
        }
        return reply.body().length();
    }

    private static String remoteAddress(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress() + ":" + socket.getPort()
                : "";
    }

    private static void write(Response response, boolean last, ByteBuffer bytes) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, bytes, written);
            written.block();
        }
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

    private static Map<String, String> headers(Request request) {
        var headers = new LinkedHashMap<String, String>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue() == null ? "" : field.getValue();
            headers.merge(field.getLowerCaseName(), value, (first, second) -> first + ", " + second);
        }
        return headers;
    }

    private static String requestId(Map<String, String> headers) {
        String given = headers.getOrDefault(lower(HttpHeaders.REQUEST_ID), "");
        return REQUEST_ID.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
