package dev.vgi.client.http;

import dev.vgi.arrow.Batch;
import dev.vgi.net.HttpFailure;
import java.time.Duration;

/** Tells a worker that no more of a stream is wanted. */
final class StreamCanceller {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StreamCanceller() {}

    /**
     * Waits a little until the worker has received it.
     *
     * @throws dev.vgi.VgiException where it has not
     */
    static void send(HttpCall call, String callToken, String cursor) {
        HttpCall brief = call.within(PATIENCE);
        RequestBody body = StreamRequests.cancel(call.transport(), callToken, cursor);
        try (RetryingPost post = RetryingPost.send(brief, call.path("/exchange"), body);
                RpcResponse answer = post.await()) {
            answer.open();
            for (Batch batch = answer.next(); batch != null; batch = answer.next()) {
                batch.close();
            }
            answer.finish();
        } catch (HttpFailure e) {
            throw brief.failure(e);
        }
    }
}
