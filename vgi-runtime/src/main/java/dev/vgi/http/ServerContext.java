package dev.vgi.http;

import dev.vgi.Limits;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.Dispatcher;

/** What all requests to one server share. Thread-safe. */
final class ServerContext {
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final Frames.Pool frames;
    private final RequestReader reader;

    ServerContext(Dispatcher dispatcher, Limits limits) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.frames = new Frames.Pool(limits);
        this.reader = new RequestReader(frames);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    RequestReader reader() {
        return reader;
    }

    /** The memory of one request. */
    MemoryScope scope() {
        return dispatcher.memory().scope("http request", limits.allocatorBytes());
    }

    AnswerBody answer(RpcRequest request) {
        return new AnswerBody(dispatcher, frames, request.requestId());
    }

    /** An answer that is nothing but an error. */
    HttpReply error(int status, Throwable error, String requestId) {
        try (var answer = new AnswerBody(dispatcher, frames, requestId)) {
            answer.replace(error);
            return answer.reply(status);
        }
    }
}
