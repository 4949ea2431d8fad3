package dev.vgi.server.http;

import dev.vgi.Limits;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.External;
import dev.vgi.http.FrameCodec;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.RequestScope;

/** What all requests to one server share. Thread-safe. */
final class ServerContext {
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final External external;
    private final FrameCodec.Pool frames;
    private final RequestReader reader;

    ServerContext(Dispatcher dispatcher, Limits limits, External external) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.external = external;
        this.frames = FrameCodec.Pool.ofClients(limits);
        this.reader = new RequestReader(frames, external.resolver());
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    External external() {
        return external;
    }

    RequestReader reader() {
        return reader;
    }

    /** The memory of one request. */
    MemoryScope scope() {
        return dispatcher.memory().scope("http request", limits.allocatorBytes());
    }

    ResponseBody answer(RpcRequest request) {
        return answer(request.requestId(), request.scope());
    }

    ResponseBody answer(ServerRequest request) {
        return answer(request.requestId(), request.scope());
    }

    private ResponseBody answer(String requestId, RequestScope scope) {
        return new ResponseBody(dispatcher, frames, external.externalizer(), requestId, scope);
    }

    /** An answer that is nothing but an error. */
    ServerResponse error(int status, Throwable error, ServerRequest request) {
        try (ResponseBody answer = answer(request)) {
            answer.replace(error);
            return answer.reply(status);
        }
    }
}
