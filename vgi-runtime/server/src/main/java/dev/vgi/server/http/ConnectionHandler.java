package dev.vgi.server.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.RequestScope;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes requests from the connections' own threads, which it never holds up. */
final class ConnectionHandler extends Handler.Abstract {
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** What proxies add. */
    private static final List<String> FORWARDING =
            List.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via");

    private final RpcHandler handler;
    private final Map<String, String> capabilities;
    private final Cors cors;
    private final ResponseSender sender;
    private final WorkerThreads threads;
    private final Peers peers;
    private final Duration silence;
    private final int slowest;

    ConnectionHandler(
            RpcHandler handler,
            HttpServerConfig config,
            Map<String, String> capabilities,
            WorkerThreads threads,
            Peers peers) {
        super(InvocationType.NON_BLOCKING);
        this.handler = handler;
        this.capabilities = capabilities;
        this.threads = threads;
        this.peers = peers;
        this.cors = config.cors(capabilities.keySet());
        this.sender = new ResponseSender(config.compression.producible(), config.idleTimeout, config.minBytesPerSecond);
        this.silence = config.idleTimeout;
        this.slowest = config.minBytesPerSecond;
    }

    /** Waits for nothing. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        Peers.Peer peer = peers.of(remote);
        if (peer != null) {
            peer.begin();
        }
        request.addIdleTimeoutListener(timeout -> false);
        Map<String, String> headers = headers(request);
        String requestId = requestId(headers);
        capabilities.forEach((name, value) -> response.getHeaders().put(name, value));
        cors.headers(request.getMethod(), headers)
                .forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeaders.REQUEST_ID, requestId);
        var body = new IncomingBody(request, silence, slowest);
        var incoming = new ServerRequest(
                request.getMethod(),
                request.getHttpURI().getPath(),
                headers,
                requestId,
                body,
                new RequestScope(remoteAddress(remote), isLocal(remote, headers)));
        var served = new ServedRequest(request, response, callback, incoming, body, sender, threads, peer);
        if (peer != null && peer.surplus() != null) {
            served.answerSoon(PlainResponses.crowded(peer.surplus()));
            return true;
        }
        ServerResponse immediate = handler.immediate(incoming.method(), incoming.path());
        if (immediate != null) {
            served.answerSoon(immediate);
        } else {
            served.work(handler);
        }
        return true;
    }

    /** Whether a process of this machine calls, and not for another. */
    private static boolean isLocal(SocketAddress remote, Map<String, String> headers) {
        return remote instanceof InetSocketAddress socket
                && socket.getAddress().isLoopbackAddress()
                && FORWARDING.stream().noneMatch(headers::containsKey);
    }

    private static String remoteAddress(SocketAddress remote) {
        return remote instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress() + ":" + socket.getPort()
                : "";
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
