package dev.vgi.server.http;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import dev.vgi.external.Externalizer;
import dev.vgi.http.FrameCodec;
import dev.vgi.http.ResponseLimit;
import dev.vgi.net.GatheredBody;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.RequestScope;
import dev.vgi.protocol.SentErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IPC streams of one answer, until it becomes a reply. What goes wrong while a stream is written becomes its last
 * batch. Used by one thread.
 */
final class ResponseBody implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseBody.class);
    private static final Schema NO_FIELDS = new Schema(List.of());

    private final Dispatcher dispatcher;
    private final FrameCodec.Pool pool;
    private final Externalizer externalizer;
    private final String requestId;
    private final RequestScope scope;
    private GatheredBody bytes = GatheredBody.referring();
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private boolean flagged;

    ResponseBody(
            Dispatcher dispatcher,
            FrameCodec.Pool pool,
            Externalizer externalizer,
            String requestId,
            RequestScope scope) {
        this.scope = scope;
        this.dispatcher = dispatcher;
        this.pool = pool;
        this.externalizer = externalizer;
        this.requestId = requestId;
    }

    /** Adds an IPC stream, which ends with an error where the content throws one. */
    void stream(Schema schema, FrameCodec.Content content) {
        FrameCodec frames = pool.take();
        frames.write(bytes, schema, stream -> {
            stream.start();
            try {
                content.write(stream);
            } catch (RuntimeException | Error e) {
                flagged = true;
                stream.writeEmpty(error(e));
            }
        });
        pool.give(frames);
    }

    /** Takes the place of everything written so far. */
    void replace(Throwable error) {
        bytes = GatheredBody.referring();
        flagged = true;
        stream(NO_FIELDS, stream -> stream.writeEmpty(error(error)));
    }

    /** Takes over what the answer refers to, or is made from: it is closed after the answer, the latest first. */
    <T extends AutoCloseable> T hold(T resource) {
        held.push(resource);
        return resource;
    }

    /** Whether an error is inside. */
    boolean isFlagged() {
        return flagged;
    }

    /** Log lines as batches of a stream, as they come. */
    LogSink logs(IpcWriter stream, String id) {
        return message -> {
            try {
                stream.writeEmpty(LogBatch.metadata(message, dispatcher.serverId(), id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** Log lines that were collected before their stream began; they are taken. */
    void writeLogs(IpcWriter stream, List<LogMessage> collected) {
        collected.forEach(logs(stream, "")::log);
        collected.clear();
    }

    /** Writes a batch after the log lines of its cycle, or a pointer to where they are. */
    void write(IpcWriter stream, List<LogMessage> lines, Batch data, Metadata metadata, RpcRequest request)
            throws IOException {
        List<Metadata> logs = lines.stream()
                .map(line -> LogBatch.metadata(line, dispatcher.serverId(), ""))
                .toList();
        externalizer.write(stream, logs, data, metadata, request.scope(), request.method());
    }

    /** The answer of a method, or the error that it is too long. */
    ServerResponse reply(String method, long limit) {
        if (bytes.length() > limit && !flagged) {
            replace(ResponseLimit.exceeded(bytes.length(), limit, method, externalizer.isEnabled()));
        }
        return reply(200);
    }

    ServerResponse reply(int status) {
        ServerResponse reply = ServerResponse.arrow(status, flagged && status == 200, bytes, new ArrayDeque<>(held));
        held.clear();
        return reply;
    }

    @Override
    public void close() {
        ServerResponse.close(held);
    }

    private Metadata error(Throwable error) {
        LOG.debug("request {} failed", requestId, error);
        return SentErrors.metadata(dispatcher, error, scope.isTrusted(), requestId);
    }
}
