package dev.vgi.client.http;

import dev.vgi.Limits;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.ResolvedProducerStream;
import dev.vgi.external.Resolver;
import dev.vgi.external.UploadUrl;
import dev.vgi.http.Compression;
import dev.vgi.http.FrameCodec;
import dev.vgi.http.HttpHeaders;
import dev.vgi.http.ResponseLimit;
import dev.vgi.http.Route;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.GatheredBody;
import dev.vgi.net.HttpAddress;
import dev.vgi.net.HttpConnections;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpRequest;
import dev.vgi.net.HttpResponse;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.SessionTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches a worker over HTTP. Connections are shared with all transports of this process that have the same
 * {@link ConnectionConfig}, and a stream holds none between its turns. Thread-safe. Closing it leaves its streams
 * without connections, so close them first.
 */
public final class HttpTransport implements ClientTransport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final Duration END_SILENCE = Duration.ofSeconds(10);

    private final HttpAddress address;
    private final HttpConnections connections;
    private final Memory memory;
    private final Supplier<@Nullable String> bearerToken;
    private final Map<String, String> headers;
    private final Compression compression;
    private final long maxResponseBytes;
    private final FrameCodec.Pool frames;
    private final Resolver resolver;
    private final @Nullable SessionState session;
    private final AtomicBoolean older;
    private final Object probing = new Object();
    private volatile @Nullable Capabilities capabilities;

    private HttpTransport(Builder builder) {
        address = builder.address;
        memory = builder.memory;
        bearerToken = builder.bearerToken;
        headers = Map.copyOf(builder.headers);
        compression = builder.compression.resolved(address.isLoopback());
        maxResponseBytes = builder.maxResponseBytes;
        frames = FrameCodec.Pool.ofWorker(builder.limits);
        connections = HttpConnections.open(builder.connections);
        resolver = Resolver.open(builder.external);
        session = null;
        older = new AtomicBoolean();
    }

    /** Creates the same transport for a session; the other keeps ownership of the connections. */
    private HttpTransport(HttpTransport other, SessionState session) {
        address = other.address;
        memory = other.memory;
        bearerToken = other.bearerToken;
        headers = other.headers;
        compression = other.compression;
        maxResponseBytes = other.maxResponseBytes;
        frames = other.frames;
        connections = other.connections;
        capabilities = other.capabilities;
        this.session = session;
        resolver = other.resolver;
        older = other.older;
    }

    /**
     * Returns a builder of a transport to the worker at {@code http(s)://host[:port][/prefix]}.
     *
     * @param memory where answers are read to; it stays the caller's
     * @throws VgiException INVALID_ARGUMENT for another address
     */
    public static Builder builder(String url, Memory memory) {
        return new Builder(HttpAddress.parse(url), memory);
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public Batch call(Request request) {
        try (HttpCall call = HttpCall.of(this, request)) {
            RequestBody body = body(GatheredBody.referring(), request);
            for (int attempt = 1; ; attempt++) {
                try (RetryingPost post = RetryingPost.send(call, call.path(""), body);
                        RpcResponse answer = post.await()) {
                    return call.resolve(result(call, answer));
                } catch (HttpFailure e) {
                    if (attempt == HttpCall.ATTEMPTS || !call.mayResend(e)) {
                        throw call.failure(e);
                    }
                }
            }
        }
    }

    private static Batch result(HttpCall call, RpcResponse answer) throws HttpFailure {
        answer.open();
        Batch result = answer.next();
        if (result == null) {
            answer.finish();
            throw call.located(VgiException.dataLoss("the answer has no result batch"));
        }
        try {
            if (answer.next() != null) {
                throw call.located(VgiException.dataLoss("the answer has more than one result batch"));
            }
            answer.finish();
            return result;
        } catch (HttpFailure | RuntimeException e) {
            result.close();
            throw e;
        }
    }

    @Override
    public Producing produce(Request request, HasHeader header) {
        RequestBody init = initBody(request);
        return ResolvedProducerStream.open(
                resolver,
                memory,
                request,
                new Opening(this, init, logged -> HttpProducerStream.open(HttpCall.of(this, logged), init, header)));
    }

    @Override
    public Producing resume(Request request, Position position) {
        RequestBody init = initBody(request);
        return ResolvedProducerStream.open(
                resolver,
                memory,
                request,
                new Opening(
                        this, init, logged -> HttpProducerStream.resume(HttpCall.of(this, logged), init, position)));
    }

    @Override
    public Exchanging exchange(Request request, HasHeader header, @Nullable Schema input) {
        return HttpExchangeStream.open(HttpCall.of(this, request), initBody(request), header, input);
    }

    @Override
    public SessionTransport session(@Nullable String token) {
        var state = new SessionState(token);
        return new HttpSession(new HttpTransport(this, state), state);
    }

    /** Updates the session from what a response says of it. */
    void learn(HttpResponse answer) {
        if (session != null) {
            session.learn(answer);
        }
    }

    /** Tells the worker that a session has ended; ignores the outcome. */
    void endSession(SessionState state) {
        if (state.token() == null) {
            return;
        }
        var fields = new LinkedHashMap<String, String>();
        state.addTo(fields);
        CallOptions options = CallOptions.DEFAULT.withSilence(END_SILENCE);
        try (HttpResponse answer =
                ask("DELETE", address.prefix() + "/" + Route.SESSION, fields, GatheredBody.referring(), options)) {
            answer.awaitHead();
            answer.skipRest();
        } catch (HttpFailure e) {
            LOG.debug("the sticky session at {} was not ended", address, e);
        }
    }

    /** Opens a producer, and opens it again where the URL of a batch has expired, if the method may run twice. */
    private record Opening(HttpTransport transport, RequestBody init, Function<Request, Producing> first)
            implements ResolvedProducerStream.Opening {
        @Override
        public Producing open(Request request) {
            return first.apply(request);
        }

        @Override
        public @Nullable Producing reopen(Producing left, Request request, Position position) {
            if (!request.options().resend().allows(request.idempotency())
                    || !(left instanceof HttpProducerStream old)) {
                return null;
            }
            HttpProducerStream opened = HttpProducerStream.resume(HttpCall.of(transport, request), init, position);
            old.continueAs(opened);
            return opened;
        }
    }

    /** Releases the shared connections; the last transport to do so closes them. */
    @Override
    public void close() {
        resolver.close();
        connections.close();
    }

    /** Returns what the worker says of itself; asks the worker once. */
    public Capabilities capabilities(CallOptions options) {
        try (Batch nothing = Batch.withoutColumns(1);
                HttpCall call = HttpCall.of(this, framework(nothing, options))) {
            return capabilities(call);
        }
    }

    /**
     * Returns where objects may be put for the worker to fetch: for what a request only points to.
     *
     * @param count how many pairs of URLs
     * @throws VgiException where the worker gives out none
     */
    public List<UploadUrl> uploadUrls(int count, CallOptions options) {
        try (Batch nothing = Batch.withoutColumns(1);
                HttpCall call = HttpCall.of(this, framework(nothing, options))) {
            return RequestUpload.urls(call, count).stream()
                    .map(row -> new UploadUrl(
                            String.valueOf(row.get("upload_url")),
                            String.valueOf(row.get("download_url")),
                            row.get("expires_at") instanceof Instant end ? end : Instant.MAX))
                    .toList();
        }
    }

    private static Request framework(Batch parameters, CallOptions options) {
        return new Request(
                "vgi_rpc", Keys.UPLOAD_URL, parameters, Metadata.EMPTY, Idempotency.NO_SIDE_EFFECTS, options);
    }

    HttpAddress target() {
        return address;
    }

    ConnectionConfig connectionConfig() {
        return connections.config();
    }

    Memory memory() {
        return memory;
    }

    long maxResponseBytes() {
        return maxResponseBytes;
    }

    FrameCodec.Pool frames() {
        return frames;
    }

    Semaphore unreadAnswers() {
        return connections.unreadAnswers(address.origin());
    }

    /** Sends one request of a call. */
    HttpResponse send(HttpCall call, String path, RequestBody body, Runnable whenReceived) {
        Capabilities worker = capabilities(call);
        if (body.sent().length() > worker.maxRequestBytes()) {
            if (body.isUploaded() || !takesUploads(call, body)) {
                throw call.located(VgiException.resourceExhausted("the request has "
                        + body.bytes().length() + " bytes, and the worker takes " + worker.maxRequestBytes()
                        + (worker.maxUploadBytes() > 0
                                ? ", or " + worker.maxUploadBytes() + " by way of its store"
                                : ", and has no store to upload it to")
                        + ". Send smaller batches, or raise the worker's max_request_bytes"));
            }
            upload(call, body);
        }
        var fields = fields(call.requestId());
        fields.put(HttpHeaders.CONTENT_TYPE, HttpHeaders.ARROW);
        if (session != null) {
            session.addTo(fields);
        }
        if (worker.responseLimits()) {
            fields.put(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES, Long.toString(maxResponseBytes));
        }
        GatheredBody coded = coded(body.sent(), worker, fields);
        return connections.send(
                new HttpRequest(
                        "POST",
                        address.origin(),
                        path,
                        fields,
                        coded.pieces(),
                        call.options().silence()),
                whenReceived);
    }

    /** Returns whether the worker takes a body through a store. */
    boolean takesUploads(HttpCall call, RequestBody body) {
        return resolver.fetches() && body.bytes().length() <= capabilities(call).maxUploadBytes();
    }

    /** Puts a body into the worker's store, so that a pointer to it is sent. */
    void upload(HttpCall call, RequestBody body) {
        RequestUpload.upload(call, resolver, body);
    }

    Resolver resolver() {
        return resolver;
    }

    /** Stops encoding bodies: from now on they are sent as they are. Returns false where they were already. */
    boolean stopCoding() {
        Capabilities known = capabilities;
        if (known == null || requestCoding(known) == ContentCoding.IDENTITY) {
            return false;
        }
        capabilities = known.withoutCodings();
        return true;
    }

    /** Returns the error that a response without an RPC body stands for. */
    VgiException refusal(HttpCall call, HttpResponse answer) {
        return call.located(HttpStatusErrors.of(answer, address, bearerToken.get() != null));
    }

    /** Returns whether the worker's paths name no protocol, as far as is known. */
    boolean isKnownOlder() {
        return older.get();
    }

    /** Returns whether the worker's paths name no protocol; asks the worker where that is not known. */
    boolean isOlder(HttpCall call) {
        if (!older.get() && LegacyWorkerProbe.isOlder(call, this)) {
            older.set(true);
        }
        return older.get();
    }

    /** Sends a request that dispatches nothing, to find out what listens. */
    HttpResponse ask(String method, String path, Map<String, String> extra, GatheredBody body, CallOptions options) {
        var fields = fields("");
        fields.putAll(extra);
        return connections.send(
                new HttpRequest(method, address.origin(), path, fields, body.pieces(), options.silence()));
    }

    private Capabilities capabilities(HttpCall call) {
        Capabilities known = capabilities;
        if (known != null) {
            return known;
        }
        synchronized (probing) {
            known = capabilities;
            return known == null ? probe(call) : known;
        }
    }

    /** Asks the worker, and remembers what it tells; where it tells nothing, the next call asks again. */
    private Capabilities probe(HttpCall call) {
        for (int attempt = 1; ; attempt++) {
            try (HttpResponse answer =
                    ask("OPTIONS", address.prefix() + "/health", Map.of(), GatheredBody.referring(), call.options())) {
                answer.awaitHead();
                answer.skipRest();
                Capabilities told = Capabilities.of(answer);
                if (Capabilities.areToldBy(answer)) {
                    capabilities = told;
                    return told;
                }
                if (attempt == HttpCall.ATTEMPTS || !HttpStatusErrors.isPassing(answer)) {
                    return told;
                }
            } catch (HttpFailure e) {
                if (attempt == HttpCall.ATTEMPTS || !RetryingPost.mayDoBetter(e)) {
                    throw call.failure(e);
                }
            }
            call.backOff(attempt, Duration.ZERO);
        }
    }

    private Map<String, String> fields(String requestId) {
        var fields = new LinkedHashMap<>(headers);
        String token = bearerToken.get();
        if (token != null) {
            fields.put("Authorization", "Bearer " + token);
        }
        if (!requestId.isEmpty()) {
            fields.put(HttpHeaders.REQUEST_ID, requestId);
        }
        String accepted = String.join(
                ", ",
                compression.acceptable().stream().map(ContentCoding::token).toList());
        fields.put(HttpHeaders.ACCEPT_ENCODING, accepted);
        if (compression == Compression.NONE) {
            fields.put(HttpHeaders.VGI_ACCEPT_ENCODING, accepted);
        }
        return fields;
    }

    private ContentCoding requestCoding(Capabilities worker) {
        return compression.acceptable().stream()
                .filter(worker.codings()::contains)
                .findFirst()
                .orElse(ContentCoding.IDENTITY);
    }

    private GatheredBody coded(GatheredBody body, Capabilities worker, Map<String, String> fields) {
        ContentCoding coding = requestCoding(worker);
        if (coding == ContentCoding.IDENTITY || body.length() < Compression.SMALLEST_REQUEST) {
            return body;
        }
        GatheredBody coded = GatheredBody.copying();
        try {
            coding.encode(body, coded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fields.put(HttpHeaders.CONTENT_ENCODING, coding.token());
        return coded;
    }

    /** Writes one IPC stream to a body. */
    void write(GatheredBody body, Schema schema, FrameCodec.Content content) {
        FrameCodec pooled = frames.take();
        pooled.write(body, schema, content);
        frames.give(pooled);
    }

    /** Encodes the body of an init, which may be sent again when the parameters are long gone. */
    private RequestBody initBody(Request request) {
        return body(GatheredBody.copying(), request);
    }

    private RequestBody body(GatheredBody body, Request request) {
        Batch parameters = request.parameters();
        Metadata metadata = request.batchMetadata();
        write(body, parameters.schema(), stream -> stream.write(parameters, metadata));
        return new RequestBody(body, parameters.schema(), metadata);
    }

    /** Holds the settings of a transport. */
    public static final class Builder {
        private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-zA-Z-]+");
        private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
        private static final Set<String> OWN_FIELDS =
                Set.of("content-type", "content-length", "content-encoding", "host", "transfer-encoding", "connection");

        private final HttpAddress address;
        private final Memory memory;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Supplier<@Nullable String> bearerToken = () -> null;
        private ConnectionConfig connections = ConnectionConfig.DEFAULT;
        private Limits limits = Limits.HTTP;
        private Compression compression = Compression.AUTO;
        private long maxResponseBytes = 256L << 20;
        private FetchConfig external = FetchConfig.DEFAULT;

        private Builder(HttpAddress address, Memory memory) {
            this.address = address;
            this.memory = memory;
        }

        /**
         * Sets a supplier of a token for each request, called for each so that the token can be refreshed; null for no
         * token. Default: none.
         */
        public Builder bearerToken(Supplier<@Nullable String> value) {
            bearerToken = value;
            return this;
        }

        /** Adds a header to every request, such as {@code Authorization} of another scheme. */
        public Builder header(String name, String value) {
            if (!FIELD_NAME.matcher(name).matches()
                    || !FIELD_VALUE.matcher(value).matches()
                    || OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                throw VgiException.invalidArgument("'" + name
                        + "' cannot be a header, expected a name and a value of one line; "
                        + String.join(", ", OWN_FIELDS.stream().sorted().toList()) + " are set by the transport");
            }
            headers.put(name, value);
            return this;
        }

        /** Sets how connections are made; default {@link ConnectionConfig#DEFAULT}. */
        public Builder connections(ConnectionConfig value) {
            connections = value;
            return this;
        }

        /** Sets bounds on what is read; default {@link Limits#HTTP}. */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /** Sets whether bodies are compressed; default {@link Compression#AUTO}. */
        public Builder compression(Compression value) {
            compression = value;
            return this;
        }

        /**
         * Sets the most decoded bytes that one response may have, 65,536 to 2^53 - 1; default 256 MiB. Workers that can
         * heed it are told, so that they answer with an error instead; for all others reading stops there.
         */
        public Builder maxResponseBytes(long value) {
            maxResponseBytes =
                    Preconditions.range("maxResponseBytes", value, ResponseLimit.SMALLEST, ResponseLimit.LARGEST);
            return this;
        }

        /** Sets how batches are fetched that come through a store; default {@link FetchConfig#DEFAULT}. */
        public Builder external(FetchConfig value) {
            external = value;
            return this;
        }

        /** Creates the transport, without connecting yet. */
        public HttpTransport build() {
            return new HttpTransport(this);
        }
    }
}
