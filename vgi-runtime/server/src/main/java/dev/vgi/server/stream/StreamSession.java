package dev.vgi.server.stream;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.external.External;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.external.Externalizer;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.RequestScope;
import dev.vgi.protocol.SentErrors;
import dev.vgi.protocol.TransportKind;
import dev.vgi.transport.SharedBatches;
import dev.vgi.transport.SharedSegment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one connection, call after call, until the client hangs up. */
public final class StreamSession {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);
    private static final Schema NO_FIELDS = new Schema(List.of());

    private final Dispatcher dispatcher;
    private final TransportKind kind;
    private final External external;
    private final Peer peer;
    private final Validation validation;
    private final RequestClock clock;
    private @Nullable SharedBatches shared;

    public StreamSession(Dispatcher dispatcher, TransportKind kind, External external, Peer peer, RequestClock clock) {
        this.clock = clock;
        this.external = external;
        this.peer = peer;
        this.dispatcher = dispatcher;
        this.kind = kind;
        this.validation = kind == TransportKind.TCP ? Validation.FULL : Validation.STANDARD;
    }

    /** Returns when the client hangs up, or when its bytes cannot be made sense of. */
    public void serve(FrameReader in, FrameWriter out) {
        try (MemoryScope scope = dispatcher
                .memory()
                .scope("server " + kind.wireName(), in.limits().allocatorBytes())) {
            while (in.awaitMore()) {
                clock.receiving();
                serveOne(in, out, scope);
                clock.idle();
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a {} connection ended: {}", kind.wireName(), e.getMessage());
        } catch (VgiException e) {
            LOG.warn("a {} connection is given up: {}", kind.wireName(), e.getMessage());
        } finally {
            if (shared != null) {
                shared.close();
            }
        }
    }

    private void serveOne(FrameReader in, FrameWriter out, MemoryScope scope) throws IOException {
        String requestId = requestId();
        Batch request;
        try {
            Batch received = readRequest(in, scope);
            clock.working();
            request = resolved(received, in.limits(), scope);
        } catch (VgiException e) {
            writeError(out, NO_FIELDS, e, requestId);
            if (in.isLost()) {
                throw e;
            }
            return;
        }
        SharedBatches sharing = announces(request.metadata()) ? shared : null;
        try (request) {
            if (Keys.TRANSPORT_OPTIONS.equals(request.metadata().get(Keys.METHOD))) {
                writeTransportOptions(out);
                return;
            }
            dispatch(request, new Conversation(in, out, scope, new ExternalFetchCounter(), requestId, sharing));
        }
    }

    /** A client on another machine has no memory in common with this process. */
    private boolean canShare() {
        return kind != TransportKind.TCP && kind != TransportKind.HTTP && SharedSegment.isSupported();
    }

    /** Whether the client expects answers in shared memory. */
    private static boolean announces(Metadata metadata) {
        return metadata.contains(Keys.SHM_SEGMENT_NAME) || metadata.contains(Keys.SHM_SOURCE);
    }

    /** Attaches the segment that a request names, and reads the request from it where it is only a pointer. */
    private Batch resolved(Batch request, Limits limits, MemoryScope scope) throws IOException {
        try {
            attach(request.metadata().get(Keys.SHM_SEGMENT_NAME), limits);
        } catch (Throwable e) {
            request.close();
            throw e;
        }
        return SharedBatches.isPointer(request.metadata()) ? loaded(request, scope) : request;
    }

    private void attach(@Nullable String name, Limits limits) {
        if (name == null || !canShare() || (shared != null && shared.name().equals(name))) {
            return;
        }
        if (shared != null) {
            shared.close();
            shared = null;
        }
        try {
            shared = SharedBatches.attach(name, peer.users(), limits);
        } catch (IOException e) {
            LOG.warn("the client's shared memory is not used, it cannot be opened: {}", e.toString());
        }
    }

    /** The batch that a pointer stands for; takes the pointer over. */
    private Batch loaded(Batch pointer, MemoryScope scope) throws IOException {
        try (pointer) {
            if (shared == null) {
                throw VgiException.invalidArgument(
                        "a batch is a pointer into shared memory, and this connection has none: the client must name a"
                                + " segment that this process can open, on a pipe or a unix socket");
            }
            return shared.load(pointer, scope, validation);
        }
    }

    private void dispatch(Batch request, Conversation conversation) throws IOException {
        Metadata metadata = request.metadata();
        Dispatcher.Target target;
        try {
            dispatcher.serving(kind);
            target = target(metadata);
        } catch (RuntimeException e) {
            writeError(conversation.out, NO_FIELDS, e, conversation.requestId);
            return;
        }
        try (var scope = new RequestScope(peer.address(), peer.local())) {
            var caller = new Caller(kind, metadata, Map.of(), conversation.requestId, Long.MAX_VALUE, scope);
            if (target.description().kind().isStream()) {
                stream(target, request, caller, conversation);
            } else {
                unary(target, request, caller, conversation);
            }
        }
    }

    private Dispatcher.Target target(Metadata metadata) {
        String method = metadata.get(Keys.METHOD);
        if (method == null) {
            throw VgiException.builder(
                            Code.INVALID_ARGUMENT, "Missing 'vgi_rpc.method' in the request's batch metadata")
                    .remote("ProtocolError", "")
                    .build();
        }
        return dispatcher.target(metadata.get(Keys.PROTOCOL), method);
    }

    private void unary(Dispatcher.Target target, Batch request, Caller caller, Conversation conversation)
            throws IOException {
        Schema result = target.description().result();
        Schema schema = result == null ? NO_FIELDS : result;
        try (IpcWriter writer = new IpcWriter(conversation.out, schema)) {
            LogSink logs = logs(writer, conversation.out, conversation.requestId);
            try (Batch parameters =
                    external.resolver().resolveRequest(request, conversation.scope, conversation.tally)) {
                target.check(parameters);
                try (Batch answer = target.call(parameters, caller, logs)) {
                    write(writer, List.of(), answer, conversation, caller.scope(), method(target));
                }
            } catch (UncheckedIOException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                writer.writeEmpty(error(e, conversation.requestId));
            }
            writer.end();
            conversation.out.flush();
        }
    }

    private void stream(Dispatcher.Target target, Batch request, Caller caller, Conversation conversation)
            throws IOException {
        try (var pending = new PendingLogs();
                Batch parameters = resolvedOrRefused(request, conversation);
                Dispatcher.OpenStream open = open(target, parameters, caller, pending)) {
            if (target.description().header() != null) {
                writeHeader(open, method(target), pending, conversation, caller.scope());
            }
            try (IpcReader inputs = IpcReader.open(conversation.in, conversation.scope, validation)) {
                try (IpcWriter outputs = new IpcWriter(conversation.out, open.output())) {
                    turns(open, method(target), inputs, outputs, pending, caller, conversation);
                    outputs.end();
                    conversation.out.flush();
                }
                inputs.drain();
            }
        } catch (Refusal e) {
            // The caller's input follows whatever the answer is: consume it before the next request.
            writeError(conversation.out, NO_FIELDS, e.reason(), conversation.requestId);
            try (IpcReader inputs = IpcReader.open(conversation.in, conversation.scope, validation)) {
                inputs.drain();
            }
        }
    }

    private static Dispatcher.OpenStream open(Dispatcher.Target target, Batch request, Caller caller, LogSink logs) {
        try {
            target.check(request);
            return target.open(request, caller, logs);
        } catch (RuntimeException | Error e) {
            throw new Refusal(e);
        }
    }

    private void writeHeader(
            Dispatcher.OpenStream open,
            String method,
            PendingLogs pending,
            Conversation conversation,
            RequestScope scope)
            throws IOException {
        try (Batch header = open.takeHeader()) {
            if (header == null) {
                throw new Refusal(VgiException.of(Code.INTERNAL, "the method declares a header and gave none"));
            }
            try (IpcWriter writer = new IpcWriter(conversation.out, header.schema())) {
                pending.writeTo(writer, dispatcher.serverId());
                external.externalizer().write(writer, List.of(), header, header.metadata(), scope, method);
                writer.end();
                conversation.out.flush();
            }
        }
    }

    private void turns(
            Dispatcher.OpenStream open,
            String method,
            IpcReader inputs,
            IpcWriter outputs,
            PendingLogs pending,
            Caller caller,
            Conversation conversation)
            throws IOException {
        pending.writeTo(outputs, dispatcher.serverId());
        // A cycle that goes to the store goes with its log lines, so they wait for its batch.
        boolean whole = external.externalizer().isEnabled();
        LogSink logs = whole ? pending : logs(outputs, conversation.out, "");
        try (Dispatcher.Turns turns = open.start()) {
            for (Batch next = inputs.next(); next != null; next = inputs.next()) {
                Batch input = resolvedInput(next, conversation);
                Metadata tick = input.metadata().without(Keys.STREAM_BOOKKEEPING);
                if (input.metadata().contains(Keys.CANCEL)) {
                    input.close();
                    turns.cancel(caller);
                    return;
                }
                if (open.isProducer()) {
                    input.close();
                }
                Dispatcher.Turn turn =
                        turns.next(open.isProducer() ? null : input, tick, caller.withMetadata(tick), logs);
                try (Batch data = turn.data()) {
                    if (data != null) {
                        write(outputs, pending.take(dispatcher.serverId()), data, conversation, caller.scope(), method);
                    }
                }
                pending.writeTo(outputs, dispatcher.serverId());
                if (turn.finished()) {
                    return;
                }
                conversation.out.flush();
            }
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            pending.writeTo(outputs, dispatcher.serverId());
            outputs.writeEmpty(error(e, conversation.requestId));
        }
    }

    /** Writes a cycle: into the store where it is large, and else as the connection has it. */
    private void write(
            IpcWriter writer,
            List<Metadata> logs,
            Batch data,
            Conversation conversation,
            RequestScope scope,
            String method)
            throws IOException {
        Externalizer externalizer = external.externalizer();
        if (externalizer.takes(data)) {
            writer.writeEmpty(externalizer.put(writer.schema(), logs, data, data.metadata(), scope, method));
            return;
        }
        for (Metadata line : logs) {
            writer.writeEmpty(line);
        }
        conversation.write(writer, data);
    }

    /** What an input stands for, whichever way it came; the batch is taken over. */
    private Batch resolvedInput(Batch input, Conversation conversation) throws IOException {
        if (input.metadata().contains(Keys.CANCEL)) {
            return input;
        }
        return SharedBatches.isPointer(input.metadata())
                ? loaded(input, conversation.scope)
                : external.resolver().resolve(input, conversation.scope, LogSink.NONE, conversation.tally);
    }

    private static String method(Dispatcher.Target target) {
        return target.description().name();
    }

    /** The parameters that a request stands for, to be closed. */
    private Batch resolvedOrRefused(Batch request, Conversation conversation) {
        try {
            return external.resolver().resolveRequest(request, conversation.scope, conversation.tally);
        } catch (RuntimeException | Error e) {
            throw new Refusal(e);
        }
    }

    /** Reads the whole stream of a request, also where it is refused: the next one starts behind it. */
    private static Batch readRequest(FrameReader in, MemoryScope scope) throws IOException {
        try (IpcReader reader = openRequest(in, scope)) {
            Batch first = null;
            try {
                first = reader.next();
                if (first == null) {
                    throw VgiException.dataLoss("a request has no batch, expected one");
                }
                reader.drain();
                return first;
            } catch (Throwable e) {
                if (first != null) {
                    first.close();
                }
                if (!in.isLost()) {
                    reader.drain();
                }
                throw e;
            }
        }
    }

    private static IpcReader openRequest(FrameReader in, MemoryScope scope) throws IOException {
        try {
            return IpcReader.open(in, scope, Validation.FULL);
        } catch (VgiException e) {
            if (!in.isLost()) {
                IpcReader.drain(in);
            }
            throw e;
        }
    }

    private LogSink logs(IpcWriter writer, FrameWriter out, String requestId) {
        return message -> {
            try {
                writer.writeEmpty(LogBatch.metadata(message, dispatcher.serverId(), requestId));
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** What a client gets to read whose requests are not looked at. */
    static ByteBuffer refusal(VgiException error, String serverId) {
        var bytes = new ByteArrayOutputStream();
        var out = new FrameWriter(ByteSink.of(bytes));
        try (IpcWriter writer = new IpcWriter(out, NO_FIELDS)) {
            writer.writeEmpty(ErrorBatch.metadata(error, false, serverId, ""));
            writer.end();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private void writeError(FrameWriter out, Schema schema, Throwable error, String requestId) throws IOException {
        try (IpcWriter writer = new IpcWriter(out, schema)) {
            writer.writeEmpty(error(error, requestId));
            writer.end();
            out.flush();
        }
    }

    private void writeTransportOptions(FrameWriter out) throws IOException {
        try (IpcWriter writer = new IpcWriter(out, NO_FIELDS)) {
            writer.writeEmpty(Metadata.of(Map.of(
                    Keys.TRANSPORT_SHM,
                    Boolean.toString(canShare()),
                    Keys.REQUEST_VERSION,
                    Keys.VERSION,
                    Keys.SERVER_ID,
                    dispatcher.serverId())));
            writer.end();
            out.flush();
        }
    }

    private Metadata error(Throwable error, String requestId) {
        if (error instanceof VgiException) {
            LOG.debug("call {} failed", requestId, error);
        } else {
            LOG.warn("call {} failed", requestId, error);
        }
        return SentErrors.metadata(dispatcher, error, peer.local(), requestId);
    }

    private static String requestId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** The two directions of one call. */
    private record Conversation(
            FrameReader in,
            FrameWriter out,
            MemoryScope scope,
            ExternalFetchCounter tally,
            String requestId,
            @Nullable SharedBatches shared) {
        /** Writes a batch, through shared memory where the client has announced some for this call. */
        private void write(IpcWriter writer, Batch batch) throws IOException {
            Metadata pointer =
                    shared == null || Resolver.isPointer(batch) ? null : shared.store(batch, writer.schema());
            if (pointer == null) {
                writer.write(batch);
            } else {
                writer.writeEmpty(batch.metadata().with(pointer));
            }
        }
    }

    /** A stream that does not begin. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Refusal(Throwable reason) {
            super(null, reason, false, false);
        }

        private Throwable reason() {
            Throwable reason = getCause();
            return reason == null ? this : reason;
        }
    }

    /** Log lines from before the stream that will carry them has begun. */
    private static final class PendingLogs implements LogSink, AutoCloseable {
        private final List<LogMessage> messages = new ArrayList<>();

        @Override
        public void log(LogMessage message) {
            messages.add(message);
        }

        private void writeTo(IpcWriter writer, String serverId) throws IOException {
            for (Metadata line : take(serverId)) {
                writer.writeEmpty(line);
            }
        }

        /** The lines so far as batches. */
        private List<Metadata> take(String serverId) {
            List<Metadata> lines = messages.stream()
                    .map(message -> LogBatch.metadata(message, serverId, ""))
                    .toList();
            messages.clear();
            return lines;
        }

        @Override
        public void close() {
            messages.clear();
        }
    }
}
