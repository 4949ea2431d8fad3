package dev.vgi.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.http.Route.Endpoint;
import dev.vgi.net.BoundedSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.TransportKind;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a request: who may send it, where it goes, and what is refused in which form. Thread-safe. */
final class RpcHandler {
    /** A name that no protocol can have never reaches a look-up, a message or a log. */
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,254}");

    private final HttpServerConfig config;
    private final Authenticator authenticator;
    private final Dispatcher dispatcher;
    private final ServerContext context;
    private final UnaryEndpoint unary;
    private final StreamEndpoint streams;
    private final @Nullable Sessions sessions;
    private final Set<String> proxyHeaders;
    private final UploadUrlEndpoint uploads;
    private volatile boolean serving;

    /** @param sessions null where there are none */
    RpcHandler(
            HttpServerConfig config,
            Authenticator authenticator,
            ServerContext context,
            UnaryEndpoint unary,
            StreamEndpoint streams,
            @Nullable Sessions sessions,
            UploadUrlEndpoint uploads) {
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.proxyHeaders = config.proxyHeaders(authenticator);
        this.config = config;
        this.dispatcher = context.dispatcher();
        this.context = context;
        this.unary = unary;
        this.streams = streams;
        this.uploads = uploads;
    }

    /** The answer, for the caller to send and close. What is wrong with the request is an answer too. */
    HttpReply answer(ServerRequest request) {
        try {
            return routed(request);
        } catch (HttpRefusal refusal) {
            return refusal.getCause() != null
                    ? context.error(refusal.status(), refusal.getCause(), request.requestId())
                    : Pages.problem(refusal.status(), refusal.title(), String.valueOf(refusal.getMessage()));
        }
    }

    private HttpReply routed(ServerRequest request) {
        Route route = Route.of(request.path(), config.prefix);
        if (request.method().equals("OPTIONS")) {
            return options(route);
        }
        if (route instanceof Route.Health) {
            return switch (request.method()) {
                case "GET", "HEAD" -> Pages.health(dispatcher);
                default -> Pages.methodNotAllowed("GET, HEAD, OPTIONS");
            };
        }
        Principal principal;
        try {
            principal = principal(request);
        } catch (VgiException e) {
            return switch (e.code()) {
                case UNAUTHENTICATED, PERMISSION_DENIED -> Pages.unauthorized(AuthReason.of(e), request, proxyHeaders);
                case UNAVAILABLE -> Pages.authorityDown(e);
                default -> throw e;
            };
        }
        if (route instanceof Route.Method method
                && uploads.serves(method)
                && request.method().equals("POST")) {
            requireArrow(request);
            try (DecodedSource body = body(request)) {
                return uploads.call(bounded(body), request.requestId());
            }
        }
        if (route instanceof Route.Method method) {
            return request.method().equals("POST") ? inSession(request, method, principal) : notPosted(method);
        }
        HttpPage page = config.pages.get(name(route));
        if (page != null) {
            return Pages.of(page.answer(request.method(), request.headers()));
        }
        if (sessions != null
                && name(route).equals(Route.SESSION)
                && request.method().equals("DELETE")) {
            return ended(sessions, request, principal);
        }
        if (route instanceof Route.Reserved reserved && request.method().equals("POST")) {
            throw HttpRefusal.arrow(
                    404,
                    VgiException.builder(
                                    Code.UNIMPLEMENTED,
                                    "this server has no method '" + reserved.name() + "' of its own over HTTP")
                            .kind("method_not_implemented")
                            .build());
        }
        return Pages.notFound(config.prefix);
    }

    private Principal principal(ServerRequest request) {
        if (config.proxyProof == null) {
            return authenticator.authenticate(request.headers());
        }
        Map<String, String> proof = config.proxyProof.check(request.headers());
        return authenticator.authenticate(request.headers()).withClaim(ProxyProof.CLAIM, proof);
    }

    private static String name(Route route) {
        return route instanceof Route.Page page
                ? page.name()
                : route instanceof Route.Reserved reserved ? reserved.name() : "";
    }

    /** Runs a call in its session, which is there before anything else of the call is looked at. */
    private HttpReply inSession(ServerRequest request, Route.Method route, Principal principal) {
        if (sessions == null) {
            return called(request, route, principal);
        }
        RequestSession session;
        try {
            session = RequestSession.of(request, sessions, principal);
        } catch (VgiException e) {
            return context.error(200, e, request.requestId());
        }
        try {
            request.scope().session(session);
            return session.stamped(called(request, route, principal));
        } finally {
            session.release();
        }
    }

    /** Ends the session of a request. The answer does not say why there was none, but where a call still uses it. */
    private HttpReply ended(Sessions sessions, ServerRequest request, Principal principal) {
        RequestSession session;
        try {
            session = RequestSession.of(request, sessions, principal);
        } catch (VgiException e) {
            return e.code() == Code.ABORTED ? HttpReply.empty(200) : context.error(503, e, request.requestId());
        }
        try {
            boolean open = session.isOpen();
            session.close();
            return HttpReply.empty(open ? 204 : 200);
        } finally {
            session.release();
        }
    }

    private HttpReply options(Route route) {
        if (route instanceof Route.Nothing
                || (route instanceof Route.Page page && !config.pages.containsKey(page.name()))) {
            return HttpReply.empty(404);
        }
        String allowed = route instanceof Route.Health ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
        return HttpReply.empty(200).with("Allow", allowed).with("Cache-Control", "public, max-age=300");
    }

    /** A path that only looks like a method's is not found; a method's wants to be posted to. */
    private HttpReply notPosted(Route.Method route) {
        try {
            if (PROTOCOL.matcher(route.protocol()).matches()) {
                dispatcher.target(route.protocol(), route.method());
                return Pages.methodNotAllowed("POST, OPTIONS");
            }
            return Pages.notFound(config.prefix);
        } catch (VgiException e) {
            return e.kind().equals("method_not_implemented")
                    ? Pages.methodNotAllowed("POST, OPTIONS")
                    : Pages.notFound(config.prefix);
        }
    }

    private HttpReply called(ServerRequest request, Route.Method route, Principal principal) {
        long limit = limit(request);
        try {
            announce();
        } catch (RuntimeException e) {
            return context.error(500, e, request.requestId());
        }
        Dispatcher.Target target = target(route);
        requireArrow(request);
        try (DecodedSource body = body(request)) {
            var call = new RpcRequest(
                    target, principal, request.headers(), request.requestId(), limit, bounded(body), request.scope());
            requireShape(call, route.endpoint());
            return switch (route.endpoint()) {
                case CALL -> unary.call(call);
                case INIT -> streams.init(call);
                case EXCHANGE -> streams.exchange(call);
            };
        }
    }

    private BoundedSource bounded(DecodedSource body) {
        return new BoundedSource(body, config.maxRequestBytes, "the decoded body");
    }

    private static void requireArrow(ServerRequest request) {
        String type = request.header("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(HttpHeaders.ARROW)) {
            throw HttpRefusal.arrow(
                    415,
                    VgiException.invalidArgument(
                            "the request's Content-Type is '" + type + "', expected '" + HttpHeaders.ARROW + "'"));
        }
    }

    private long limit(ServerRequest request) {
        String value = request.headers().get(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES.toLowerCase(Locale.ROOT));
        try {
            return value == null
                    ? config.maxResponseBytes
                    : Math.min(config.maxResponseBytes, ResponseLimit.parse(value));
        } catch (VgiException e) {
            throw HttpRefusal.arrow(400, e);
        }
    }

    private Dispatcher.Target target(Route.Method route) {
        if (!PROTOCOL.matcher(route.protocol()).matches()) {
            throw HttpRefusal.arrow(
                    404,
                    VgiException.builder(
                                    Code.UNIMPLEMENTED,
                                    "the path's first segment is no protocol name: those have letters, digits, '_' and"
                                            + " '.' only, and are not percent-encoded")
                            .kind("protocol_not_supported")
                            .build());
        }
        try {
            return dispatcher.target(route.protocol(), route.method());
        } catch (VgiException e) {
            throw HttpRefusal.arrow(404, e);
        }
    }

    private void announce() {
        if (!serving) {
            synchronized (this) {
                if (!serving) {
                    dispatcher.serving(TransportKind.HTTP);
                    serving = true;
                }
            }
        }
    }

    private static void requireShape(RpcRequest request, Endpoint endpoint) {
        boolean stream = request.target().description().kind().isStream();
        if (stream == (endpoint == Endpoint.CALL)) {
            throw HttpRefusal.arrow(
                    400,
                    VgiException.invalidArgument(
                            stream
                                    ? "'" + request.method() + "' is a stream: it has /init and /exchange"
                                    : "'" + request.method() + "' is no stream: it has neither /init nor /exchange"));
        }
    }

    private DecodedSource body(ServerRequest request) {
        String coding = request.header("content-encoding");
        String length = request.header("content-length");
        if (length.matches("\\d{1,19}") && Long.parseLong(length) > config.maxRequestBytes) {
            throw HttpRefusal.json(
                    413,
                    "Request body exceeds max_request_bytes",
                    "the body has " + length + " bytes, and the limit is " + config.maxRequestBytes);
        }
        var bounded = new BoundedSource(request.body(), config.maxRequestBytes, "the body");
        if (coding.isBlank()) {
            return DecodedSource.identity(bounded);
        }
        return ContentCoding.of(coding)
                .orElseThrow(() -> HttpRefusal.json(
                        415,
                        "Unsupported Content-Encoding",
                        "Content-Encoding '" + coding + "' is not supported, expected zstd, gzip or none"))
                .decoded(bounded);
    }
}
