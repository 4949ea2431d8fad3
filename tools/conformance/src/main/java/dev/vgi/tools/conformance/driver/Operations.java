package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.Client;
import dev.vgi.client.http.HttpTransport;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.SessionTransport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations of the control protocol on the one connection of this process, with one stream at a time. */
final class Operations implements AutoCloseable {
    private final Memory memory = Memory.create();
    private final List<LogMessage> logs = new ArrayList<>();

    /** In lockstep, because any tick may carry metadata. */
    private final CallOptions options =
            CallOptions.DEFAULT.withPrefetchBatches(0).withLogs(logs::add);

    private @Nullable Client client;
    private String protocol = "";
    private @Nullable OpenStream stream;
    private final Deque<SessionTransport> sessions = new ArrayDeque<>();

    ObjectNode run(JsonNode request) throws NotDone {
        String operation = request.path("op").asText();
        return switch (operation) {
            case "connect" -> connect(request);
            case "describe" -> answered(() -> answer().with("describe", Descriptions.of(connected())), answer -> {});
            case "unary" -> unary(request);
            case "stream_open" -> open(request);
            case "tick", "next_with_token" -> tick(request, operation.equals("next_with_token"));
            case "exchange" -> exchange(request);
            case "cancel" -> end(OpenStream::cancel);
            case "close" -> end(OpenStream::close);
            case "capabilities" -> overHttp(http -> answer().with("caps", HttpFacts.of(http.capabilities(options))));
            case "request_upload_urls" ->
                overHttp(http -> answer().with(
                                "urls",
                                HttpFacts.of(
                                        http.uploadUrls(request.path("count").asInt(1), options))));
            case "session_begin", "session_token", "session_echo_headers", "session_detach", "session_end" ->
                sessions(operation, request);
            case "shutdown" -> {
                close();
                yield answer().json();
            }
            default -> throw new NotDone("unknown operation '" + operation + "'");
        };
    }

    private ObjectNode connect(JsonNode request) throws NotDone {
        if (client != null) {
            throw new NotDone("there is a connection already");
        }
        if (request.path("protocol").asText().isEmpty()) {
            throw new NotDone("connect names no protocol");
        }
        protocol = request.get("protocol").asText();
        client = Connecting.client(request, memory, options);
        return answer().json();
    }

    private ObjectNode unary(JsonNode request) throws NotDone {
        Client connected = connected();
        try (Batch row = Payload.read(request, "request_b64", memory.allocator())) {
            Request call = call(row);
            return answered(
                    () -> {
                        try (Batch result = transport(connected).call(call)) {
                            return answer().with("result_b64", Payload.of(result));
                        }
                    },
                    answer -> answer.with("result_b64", (String) null));
        }
    }

    private ObjectNode open(JsonNode request) throws NotDone {
        Client connected = connected();
        if (stream != null) {
            throw new NotDone("a stream is open already");
        }
        if (!request.path("is_exchange").isBoolean()
                || !request.path("has_header").isBoolean()) {
            throw new NotDone("stream_open says not whether is_exchange and has_header");
        }
        HasHeader header = request.get("has_header").booleanValue() ? HasHeader.YES : HasHeader.NO;
        try (Batch row = Payload.read(request, "request_b64", memory.allocator())) {
            Request call = call(row);
            return answered(
                    () -> {
                        OpenStream opened = request.get("is_exchange").booleanValue()
                                ? new OpenStream.Exchange(transport(connected).exchange(call, header, null))
                                : new OpenStream.Producer(transport(connected).produce(call, header));
                        stream = opened;
                        return answer().with("header_b64", Payload.of(opened.header()));
                    },
                    answer -> answer.with("header_b64", (String) null));
        }
    }

    private ObjectNode tick(JsonNode request, boolean withToken) throws NotDone {
        OpenStream open = opened();
        Metadata metadata = Metadata.EMPTY;
        if (request.hasNonNull("input_b64")) {
            try (Batch input = Payload.read(request, "input_b64", memory.allocator())) {
                metadata = input.metadata();
            }
        }
        Metadata tick = metadata;
        return turn(() -> {
            try (Batch batch = open.next(tick)) {
                Answer answer = answer().with("done", batch == null).with("batch_b64", Payload.of(batch));
                return withToken ? answer.with("token", open.token()) : answer;
            }
        });
    }

    private ObjectNode exchange(JsonNode request) throws NotDone {
        OpenStream open = opened();
        try (Batch input = Payload.read(request, "input_b64", memory.allocator())) {
            return turn(() -> {
                try (Batch batch = open.exchange(input)) {
                    return answer().with("done", false).with("batch_b64", Payload.of(batch));
                }
            });
        }
    }

    /** A stream that has ended, by itself or by an error, is closed at once: nothing follows. */
    private ObjectNode turn(Step step) throws NotDone {
        ObjectNode answer = answered(step, failed -> failed.with("done", true).with("batch_b64", (String) null));
        if (answer.path("done").booleanValue() && stream != null) {
            stream.close();
            stream = null;
        }
        return answer;
    }

    private ObjectNode end(Consumer<OpenStream> how) throws NotDone {
        OpenStream open = stream;
        stream = null;
        return answered(
                () -> {
                    if (open != null) {
                        how.accept(open);
                    }
                    return answer();
                },
                answer -> {});
    }

    private ObjectNode sessions(String operation, JsonNode request) throws NotDone {
        Client connected = connected();
        http();
        return answered(
                () -> {
                    SessionTransport top = sessions.peek();
                    return switch (operation) {
                        case "session_begin" -> {
                            String token = request.path("token").asText("");
                            sessions.push(connected.transport().session(token.isEmpty() ? null : token));
                            yield answer();
                        }
                        case "session_token" -> answer().with("token", top == null ? null : top.token());
                        case "session_echo_headers" ->
                            answer().with("headers", top == null ? Map.of() : top.echoHeaders());
                        case "session_detach" -> {
                            String token = top == null ? null : top.token();
                            if (top != null) {
                                top.detach();
                            }
                            yield answer().with("token", token);
                        }
                        default -> {
                            if (top != null) {
                                sessions.pop().close();
                            }
                            yield answer();
                        }
                    };
                },
                answer -> {});
    }

    private ObjectNode overHttp(Function<HttpTransport, Answer> question) throws NotDone {
        HttpTransport http = http();
        return answered(() -> question.apply(http), answer -> {});
    }

    private HttpTransport http() throws NotDone {
        if (connected().transport() instanceof HttpTransport http) {
            return http;
        }
        throw new NotDone("op requires http transport");
    }

    /** What calls go through: the innermost session, where one has begun. */
    private ClientTransport transport(Client connected) {
        SessionTransport innermost = sessions.peek();
        return innermost == null ? connected.transport() : innermost;
    }

    private Request call(Batch row) throws NotDone {
        String method = row.metadata().get(Keys.METHOD);
        if (method == null) {
            throw new NotDone("the request batch names no method: its metadata has no " + Keys.METHOD);
        }
        return new Request(protocol, method, row, row.metadata(), Idempotency.UNKNOWN, options);
    }

    private ObjectNode answered(Step step, Consumer<Answer> failed) throws NotDone {
        try {
            return step.run().json();
        } catch (VgiException e) {
            Answer answer = answer().error(e);
            failed.accept(answer);
            return answer.json();
        }
    }

    /** With the lines that came since the last answer. */
    private Answer answer() {
        var answer = new Answer(logs);
        logs.clear();
        return answer;
    }

    private Client connected() throws NotDone {
        if (client == null) {
            throw new NotDone("there is no connection: connect comes first");
        }
        return client;
    }

    private OpenStream opened() throws NotDone {
        if (stream == null) {
            throw new NotDone("no stream is open");
        }
        return stream;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        while (!sessions.isEmpty()) {
            sessions.pop().close();
        }
        if (client != null) {
            client.close();
            client = null;
            memory.close();
        }
    }

    @FunctionalInterface
    private interface Step {
        Answer run() throws NotDone;
    }
}
