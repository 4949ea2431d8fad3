package dev.vgi.server.http;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.Caller;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Runs unary calls. Thread-safe. */
final class UnaryEndpoint {
    private static final Schema NO_FIELDS = new Schema(List.of());

    private final ServerContext context;

    UnaryEndpoint(ServerContext context) {
        this.context = context;
    }

    ServerResponse call(RpcRequest request) {
        try (ResponseBody answer = context.answer(request)) {
            MemoryScope scope = answer.hold(context.scope());
            Batch parameters = answer.hold(context.reader().parameters(request, scope));
            Schema result = request.target().description().result();
            Caller caller = request.caller(parameters.metadata(), Long.MAX_VALUE);
            answer.stream(result == null ? NO_FIELDS : result, stream -> {
                Batch data = answer.hold(
                        request.target().call(parameters, caller, answer.logs(stream, request.requestId())));
                answer.write(stream, List.of(), data, data.metadata(), request);
            });
            return answer.reply(request.method(), caller.responseLimitBytes());
        }
    }
}
