package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher.OpenStream;
import dev.vgi.protocol.Dispatcher.Turn;
import dev.vgi.protocol.Dispatcher.Turns;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.server.http.seal.Tokens;
import dev.vgi.server.http.seal.Tokens.CallId;
import dev.vgi.server.http.seal.Tokens.CallState;
import dev.vgi.server.http.seal.Tokens.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the requests of streams: each is one turn at most. Between them a stream lives in the two tokens that its client
 * carries (specification, section 10). Thread-safe.
 */
final class StreamEndpoint implements AutoCloseable {
    private final ServerContext context;
    private final Tokens tokens;
    private final StreamCache calls;

    StreamEndpoint(ServerContext context, Tokens tokens, StreamCache calls) {
        this.context = context;
        this.tokens = tokens;
        this.calls = calls;
    }

    /** Opens a stream; of a producer it runs the first turn. */
    ServerResponse init(RpcRequest request) {
        try (ResponseBody answer = context.answer(request)) {
            MemoryScope scope = answer.hold(context.scope());
            Batch parameters = answer.hold(context.reader().parameters(request, scope));
            CallId id = tokens.newCallId();
            request.scope().streamId(id.hex());
            Caller caller = request.caller(parameters.metadata().without(Keys.STREAM_BOOKKEEPING), Long.MAX_VALUE);
            var logs = new ArrayList<LogMessage>();
            OpenStream stream = open(request, parameters, caller, answer, logs);
            if (stream != null) {
                opened(request, id, caller, stream, answer, logs);
            }
            return answer.reply(request.method(), caller.responseLimitBytes());
        }
    }

    private static @Nullable OpenStream open(
            RpcRequest request, Batch parameters, Caller caller, ResponseBody answer, List<LogMessage> logs) {
        try {
            return request.target().open(parameters, caller, logs::add);
        } catch (RuntimeException | Error e) {
            answer.replace(e);
            return null;
        }
    }

    private void opened(
            RpcRequest request,
            CallId id,
            Caller caller,
            OpenStream stream,
            ResponseBody answer,
            List<LogMessage> logs) {
        try (StreamCache.Use use = calls.add(id, stream, caller.responseLimitBytes())) {
            if (request.target().description().header() != null) {
                header(request, stream, answer, logs);
            }
            boolean[] goesOn = new boolean[1];
            if (!answer.isFlagged()) {
                answer.stream(stream.output(), out -> {
                    answer.writeLogs(out, logs);
                    try (Turns turns = stream.start()) {
                        goesOn[0] = start(request, id, caller, stream, turns, answer, out);
                    }
                });
            }
            if (!goesOn[0]) {
                use.forget();
            }
        }
    }

    /** Returns whether turns follow. */
    private boolean start(
            RpcRequest request,
            CallId id,
            Caller caller,
            OpenStream stream,
            Turns turns,
            ResponseBody answer,
            IpcWriter out)
            throws IOException {
        var lines = new ArrayList<LogMessage>();
        Turn turn = stream.isProducer() ? turn(turns, null, caller, answer, out, lines) : new Turn(null, false);
        Batch data = turn.data() == null ? null : answer.hold(turn.data());
        Metadata following = turn.finished() ? null : tokens(request, id, caller, stream, turns);
        if (data == null) {
            answer.writeLogs(out, lines);
        } else {
            answer.write(out, lines, data, application(data), request);
        }
        if (following != null) {
            out.writeEmpty(following);
        }
        return following != null;
    }

    /** Runs a turn, whose log lines are collected: they go where its batch goes. */
    private static Turn turn(
            Turns turns,
            @Nullable Batch input,
            Caller caller,
            ResponseBody answer,
            IpcWriter out,
            List<LogMessage> lines) {
        try {
            return turns.next(input, caller.metadata(), caller, lines::add);
        } catch (RuntimeException | Error e) {
            answer.writeLogs(out, lines);
            throw e;
        }
    }

    private static void header(RpcRequest request, OpenStream stream, ResponseBody answer, List<LogMessage> logs) {
        try {
            Batch header = stream.takeHeader();
            if (header == null) {
                throw VgiException.of(Code.INTERNAL, "the method declares a header and gave none");
            }
            answer.hold(header);
            answer.stream(header.schema(), out -> {
                answer.writeLogs(out, logs);
                answer.write(out, List.of(), header, header.metadata(), request);
            });
        } catch (RuntimeException | Error e) {
            answer.replace(e);
        }
    }

    /** Runs a turn at the cursor that the input carries, or ends the stream there. */
    ServerResponse exchange(RpcRequest request) {
        try (ResponseBody answer = context.answer(request)) {
            MemoryScope scope = answer.hold(context.scope());
            Batch input = answer.hold(context.reader().batch(request.body(), scope));
            Cursor cursor = cursor(request, input.metadata());
            request.scope().streamId(cursor.call().hex());
            try (StreamCache.Use use = use(request, input.metadata(), cursor.call());
                    Turns turns = at(use.stream(), cursor)) {
                boolean cancelled = input.metadata().contains(Keys.CANCEL);
                Batch given = cancelled ? input : answer.hold(context.reader().resolvedInput(input, scope));
                Caller caller = request.caller(given.metadata().without(Keys.STREAM_BOOKKEEPING), use.responseLimit());
                boolean goesOn;
                if (cancelled) {
                    turns.cancel(caller);
                    answer.stream(use.stream().output(), out -> {});
                    goesOn = false;
                } else {
                    goesOn = turn(request, cursor.call(), caller, use.stream(), turns, given, answer);
                }
                if (!goesOn) {
                    use.forget();
                }
                return answer.reply(request.method(), caller.responseLimitBytes());
            }
        }
    }

    /** Returns whether turns may follow. */
    private boolean turn(
            RpcRequest request,
            CallId id,
            Caller caller,
            OpenStream stream,
            Turns turns,
            Batch input,
            ResponseBody answer) {
        boolean[] goesOn = {true};
        answer.stream(stream.output(), out -> {
            Batch given = stream.isProducer() ? null : input.withMetadata(caller.metadata());
            var lines = new ArrayList<LogMessage>();
            Turn turn = turn(turns, given, caller, answer, out, lines);
            Batch data = turn.data() == null ? null : answer.hold(turn.data());
            goesOn[0] = !turn.finished() || !stream.isProducer();
            Metadata following =
                    goesOn[0] ? Metadata.of(Keys.STREAM_STATE, cursor(request, id, turns)) : Metadata.EMPTY;
            if (data == null) {
                answer.writeLogs(out, lines);
            } else {
                Metadata metadata = application(data);
                answer.write(out, lines, data, stream.isProducer() ? metadata : metadata.with(following), request);
            }
            if (stream.isProducer() && goesOn[0]) {
                out.writeEmpty(following);
            }
        });
        return goesOn[0];
    }

    /** Forgets all streams. */
    @Override
    public void close() {
        calls.close();
    }

    private Metadata tokens(RpcRequest request, CallId id, Caller caller, OpenStream stream, Turns turns) {
        var call = new CallState(id, caller.responseLimitBytes(), stream.callState());
        return Metadata.of(Map.of(
                Keys.STREAM_STATE, cursor(request, id, turns),
                Keys.CALL_STATE, tokens.seal(call, request.binding())));
    }

    private String cursor(RpcRequest request, CallId id, Turns turns) {
        String token = tokens.seal(new Cursor(id, turns.state()), request.binding());
        request.scope().given(token);
        return token;
    }

    private Cursor cursor(RpcRequest request, Metadata metadata) {
        String token = metadata.get(Keys.STREAM_STATE);
        return refusing(() -> {
            if (token == null) {
                throw Tokens.missing("state");
            }
            request.scope().received(token);
            return tokens.openCursor(token, request.binding());
        });
    }

    /**
     * The stream that an authenticated cursor names: one that is still open here, or opened again by the call token.
     */
    private StreamCache.Use use(RpcRequest request, Metadata metadata, CallId id) {
        StreamCache.Use known = calls.find(id);
        if (known != null) {
            return known;
        }
        String token = metadata.get(Keys.CALL_STATE);
        return refusing(() -> {
            if (token == null) {
                throw Tokens.missing("call");
            }
            CallState call = tokens.openCall(token, request.binding());
            if (!call.id().equals(id)) {
                throw Tokens.refused();
            }
            Caller caller = request.caller(metadata.without(Keys.STREAM_BOOKKEEPING), call.responseLimit());
            return calls.add(id, request.target().reopen(call.state(), caller), call.responseLimit());
        });
    }

    private static Turns at(OpenStream stream, Cursor cursor) {
        return refusing(() -> stream.at(cursor.state()));
    }

    private static Metadata application(Batch data) {
        return data.metadata().without(Keys.STREAM_BOOKKEEPING);
    }

    private interface Step<T> {
        T run();
    }

    /** What is wrong with tokens and with what was inside them is a request that never becomes a turn. */
    private static <T> T refusing(Step<T> step) {
        try {
            return step.run();
        } catch (VgiException e) {
            throw HttpStatusException.arrow(400, e);
        }
    }
}
