package dev.vgi.http;

import dev.vgi.Limits;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;

/** What all requests to one server share. Thread-safe. */
final class ServerContext {
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final External external;
    private final Frames.Pool frames;
    private final RequestReader reader;

    ServerContext(Dispatcher dispatcher, Limits limits, External external) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.external = external;
        this.frames = new Frames.Pool(limits);
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

    AnswerBody answer(RpcRequest request) {
        return answer(request.requestId());
    }

    AnswerBody answer(String requestId) {
        return new AnswerBody(dispatcher, frames, external.externalizer(), requestId);
    }

    /** An answer that is nothing but an error. */
    HttpReply error(int status, Throwable error, String requestId) {
        try (AnswerBody answer = answer(requestId)) {
            answer.replace(error);
            return answer.reply(status);
        }
    }
}
