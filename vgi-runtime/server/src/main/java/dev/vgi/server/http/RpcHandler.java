package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import dev.vgi.http.ResponseLimit;
import dev.vgi.http.Route;
import dev.vgi.http.Route.Endpoint;
import dev.vgi.net.BoundedSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.TransportKind;
import dev.vgi.server.http.auth.AuthReason;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.auth.ProxyProof;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a request: who may send it, where it goes, and what is refused in which form. Thread-safe.
 */
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

    /**
     * The answer to what anybody may ask at any time, made without waiting for anything; null for all other requests.
     *
     * @param path the raw path, without the query
     */
    @Nullable
    ServerResponse immediate(String method, String path) {
        Route route = Route.of(path, config.prefix);
        if (method.equals("OPTIONS")) {
            return options(route);
        }
        if (route instanceof Route.Health) {
            return switch (method) {
                case "GET", "HEAD" -> PlainResponses.health(dispatcher);
                default -> PlainResponses.methodNotAllowed("GET, HEAD, OPTIONS");
            };
        }
        return null;
    }

    /**
     * Looks at the head of a request that has no {@link #immediate} answer. What is wrong with it is an answer too.
     * Answers are for the caller to send and close.
     */
    Admission admitted(ServerRequest request) {
        try {
            Admission admission = routed(request);
            return admission.readsBody()
                    ? Admission.readingBody(() -> refusable(request, admission.answer()))
                    : admission;
        } catch (HttpStatusException refusal) {
            return Admission.answered(refused(request, refusal));
        }
    }

    private ServerResponse refusable(ServerRequest request, Supplier<ServerResponse> answer) {
        try {
            return answer.get();
        } catch (HttpStatusException refusal) {
            return refused(request, refusal);
        }
    }

    private ServerResponse refused(ServerRequest request, HttpStatusException refusal) {
        return refusal.getCause() != null
                ? context.error(refusal.status(), refusal.getCause(), request)
                : PlainResponses.problem(refusal.status(), refusal.title(), String.valueOf(refusal.getMessage()));
    }

    private Admission routed(ServerRequest request) {
        Route route = Route.of(request.path(), config.prefix);
        Principal principal;
        try {
            principal = principal(request);
            if (principal.isAuthenticated()) {
                request.scope().authenticated();
            }
        } catch (VgiException e) {
            return switch (e.code()) {
                case UNAUTHENTICATED, PERMISSION_DENIED ->
                    Admission.answered(PlainResponses.unauthorized(AuthReason.of(e), request, proxyHeaders));
                case UNAVAILABLE -> Admission.answered(PlainResponses.authorityDown(e));
                default -> throw e;
            };
        }
        if (route instanceof Route.Method method && request.method().equals("POST")) {
            return posted(request, method, principal);
        }
        return Admission.answered(unposted(request, route, principal));
    }

    private Admission posted(ServerRequest request, Route.Method method, Principal principal) {
        if (uploads.serves(method)) {
            requireArrow(request);
            ContentCoding coding = coding(request);
            return Admission.readingBody(() -> {
                try (DecodedSource body = body(request, coding)) {
                    return uploads.call(bounded(body), request);
                }
            });
        }
        try {
            announce();
        } catch (RuntimeException e) {
            return Admission.answered(inSession(request, principal, () -> context.error(500, e, request)));
        }
        PreparedCall call;
        try {
            call = prepared(request, method);
        } catch (HttpStatusException refusal) {
            return Admission.answered(inSession(request, principal, () -> {
                throw refusal;
            }));
        }
        return Admission.readingBody(() -> inSession(request, principal, () -> called(request, call, principal)));
    }

    private ServerResponse unposted(ServerRequest request, Route route, Principal principal) {
        if (route instanceof Route.Method method) {
            return notPosted(method);
        }
        HttpPage page = config.pages.get(name(route));
        if (page != null) {
            return PlainResponses.of(page.answer(request.method(), request.headers()));
        }
        if (sessions != null
                && name(route).equals(Route.SESSION)
                && request.method().equals("DELETE")) {
            return ended(sessions, request, principal);
        }
        if (route instanceof Route.Reserved reserved && request.method().equals("POST")) {
            throw HttpStatusException.arrow(
                    404,
                    VgiException.builder(
                                    Code.UNIMPLEMENTED,
                                    "this server has no method '" + reserved.name() + "' of its own over HTTP")
                            .kind(ErrorKind.METHOD_NOT_IMPLEMENTED)
                            .build());
        }
        if (route instanceof Route.Page other
                && request.method().equals("POST")
                && request.header("content-type").startsWith(HttpHeaders.ARROW)) {
            throw HttpStatusException.arrow(404, withoutProtocol(other.name()));
        }
        return PlainResponses.notFound(config.prefix);
    }

    /** Clients of the older generation name no protocol: their paths are {@code /method} and {@code /method/init}. */
    private VgiException withoutProtocol(String path) {
        return VgiException.builder(
                        Code.UNIMPLEMENTED,
                        "this server speaks version " + Keys.VERSION + " of vgi-rpc with a protocol in each path, "
                                + config.prefix + "/{protocol}/{method}, and found " + config.prefix + "/" + path
                                + ". Is the client's vgi-rpc of an older release? Update it")
                .kind(ErrorKind.PROTOCOL_NOT_SUPPORTED)
                .build();
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
    private ServerResponse inSession(ServerRequest request, Principal principal, Supplier<ServerResponse> answer) {
        if (sessions == null) {
            return answer.get();
        }
        RequestSession session;
        try {
            session = RequestSession.of(request, sessions, principal);
        } catch (VgiException e) {
            return context.error(200, e, request);
        }
        try {
            request.scope().session(session);
            return session.stamped(answer.get());
        } finally {
            session.release();
        }
    }

    /** Ends the session of a request. The answer does not say why there was none, but where a call still uses it. */
    private ServerResponse ended(Sessions sessions, ServerRequest request, Principal principal) {
        RequestSession session;
        try {
            session = RequestSession.of(request, sessions, principal);
        } catch (VgiException e) {
            return e.code() == Code.ABORTED ? ServerResponse.empty(200) : context.error(503, e, request);
        }
        try {
            boolean open = session.isOpen();
            session.close();
            return ServerResponse.empty(open ? 204 : 200);
        } finally {
            session.release();
        }
    }

    private ServerResponse options(Route route) {
        if (route instanceof Route.Nothing
                || (route instanceof Route.Page page && !config.pages.containsKey(page.name()))) {
            return ServerResponse.empty(404);
        }
        String allowed = route instanceof Route.Health ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
        return ServerResponse.empty(200).with("Allow", allowed).with("Cache-Control", "public, max-age=300");
    }

    /** A path that only looks like a method's is not found; a method's wants to be posted to. */
    private ServerResponse notPosted(Route.Method route) {
        try {
            if (PROTOCOL.matcher(route.protocol()).matches()) {
                dispatcher.target(route.protocol(), route.method());
                return PlainResponses.methodNotAllowed("POST, OPTIONS");
            }
            return PlainResponses.notFound(config.prefix);
        } catch (VgiException e) {
            return e.kind().equals(ErrorKind.METHOD_NOT_IMPLEMENTED)
                    ? PlainResponses.methodNotAllowed("POST, OPTIONS")
                    : PlainResponses.notFound(config.prefix);
        }
    }

    /** What the head of a call tells. */
    private PreparedCall prepared(ServerRequest request, Route.Method route) {
        long limit = limit(request);
        Dispatcher.Target target = target(route);
        requireArrow(request);
        ContentCoding coding = coding(request);
        requireShape(target, route.endpoint());
        return new PreparedCall(target, route.endpoint(), limit, coding);
    }

    private ServerResponse called(ServerRequest request, PreparedCall prepared, Principal principal) {
        try (DecodedSource body = body(request, prepared.coding())) {
            var call = new RpcRequest(
                    prepared.target(),
                    principal,
                    request.headers(),
                    request.requestId(),
                    prepared.limit(),
                    bounded(body),
                    request.scope());
            return switch (prepared.endpoint()) {
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
            throw HttpStatusException.arrow(
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
            throw HttpStatusException.arrow(400, e);
        }
    }

    private Dispatcher.Target target(Route.Method route) {
        if (!PROTOCOL.matcher(route.protocol()).matches()) {
            throw HttpStatusException.arrow(
                    404,
                    VgiException.builder(
                                    Code.UNIMPLEMENTED,
                                    "the path's first segment is no protocol name: those have letters, digits, '_' and"
                                            + " '.' only, and are not percent-encoded")
                            .kind(ErrorKind.PROTOCOL_NOT_SUPPORTED)
                            .build());
        }
        try {
            return dispatcher.target(route.protocol(), route.method());
        } catch (VgiException e) {
            boolean olderStream = route.endpoint() == Route.Endpoint.CALL
                    && (route.method().equals("init") || route.method().equals("exchange"))
                    && e.kind().equals(ErrorKind.PROTOCOL_NOT_SUPPORTED);
            throw HttpStatusException.arrow(
                    404, olderStream ? withoutProtocol(route.protocol() + "/" + route.method()) : e);
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

    private static void requireShape(Dispatcher.Target target, Endpoint endpoint) {
        String method = target.description().name();
        boolean stream = target.description().kind().isStream();
        if (stream == (endpoint == Endpoint.CALL)) {
            throw HttpStatusException.arrow(
                    400,
                    VgiException.invalidArgument(
                            stream
                                    ? "'" + method + "' is a stream: it has /init and /exchange"
                                    : "'" + method + "' is no stream: it has neither /init nor /exchange"));
        }
    }

    /** How the body is coded, where it is one that can be read. */
    private ContentCoding coding(ServerRequest request) {
        String length = request.header("content-length");
        if (length.matches("\\d{1,19}") && Long.parseLong(length) > config.maxRequestBytes) {
            throw HttpStatusException.json(
                    413,
                    "Request body exceeds max_request_bytes",
                    "the body has " + length + " bytes, and the limit is " + config.maxRequestBytes);
        }
        String coding = request.header("content-encoding");
        return coding.isBlank()
                ? ContentCoding.IDENTITY
                : ContentCoding.of(coding)
                        .orElseThrow(() -> HttpStatusException.json(
                                415,
                                "Unsupported Content-Encoding",
                                "Content-Encoding '" + coding + "' is not supported, expected zstd, gzip or none"));
    }

    private DecodedSource body(ServerRequest request, ContentCoding coding) {
        return coding.decoded(new BoundedSource(request.body(), config.maxRequestBytes, "the body"));
    }

    /**
     * A call as far as its request's head tells.
     *
     * @param limit the most decoded bytes that the answer may have
     */
    private record PreparedCall(Dispatcher.Target target, Endpoint endpoint, long limit, ContentCoding coding) {}
}
