package dev.vgi.server;

import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.StickySession;
import dev.vgi.protocol.TransportKind;
import dev.vgi.service.CallContext;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The context of one call or turn. Unusable after it. */
class CallScope implements CallContext {
    private final BoundMethod method;
    private final Metadata metadata;
    private final Caller caller;
    private final LogSink logs;
    private final BufferAllocator allocator;
    private @Nullable ExternalRef answer;
    private volatile boolean ended;

    CallScope(BoundMethod method, Metadata metadata, Caller caller, LogSink logs, BufferAllocator allocator) {
        this.method = method;
        this.metadata = metadata;
        this.caller = caller;
        this.logs = logs;
        this.allocator = allocator;
    }

    @Override
    public String protocol() {
        return method.protocol().name();
    }

    @Override
    public String method() {
        return method.description().name();
    }

    @Override
    public TransportKind transport() {
        return caller.transport();
    }

    @Override
    public Principal principal() {
        return caller.principal();
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public Map<String, String> headers() {
        return caller.headers();
    }

    @Override
    public String requestId() {
        return caller.requestId();
    }

    @Override
    public StickySession session() {
        return caller.scope().session();
    }

    @Override
    public long responseLimitBytes() {
        return caller.responseLimitBytes();
    }

    @Override
    public BufferAllocator allocator() {
        checkOpen();
        return allocator;
    }

    @Override
    public void answer(ExternalRef ref) {
        checkOpen();
        if (method.description().kind().isStream()) {
            throw RpcErrors.service(
                    method + " is a stream, and only a unary method can answer with an object in a store");
        }
        answer = ref;
    }

    /** What the method answers with in the place of its result; null where it does not. */
    final @Nullable ExternalRef answered() {
        return answer;
    }

    @Override
    public void log(LogMessage message) {
        checkOpen();
        logs.log(message);
    }

    final BoundMethod target() {
        return method;
    }

    final void checkOpen() {
        if (ended) {
            throw new IllegalStateException("the context of " + method + " was used after its call or turn");
        }
    }

    final void end() {
        ended = true;
    }
}
