package dev.vgi.client.http;

import dev.vgi.arrow.Batch;
import dev.vgi.net.HttpFailure;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.Keys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Holds one request of a producer and its response: normally at most one batch and the cursor of the next request. A
 * response that breaks off is asked for again where the method may run twice; what was handed out of it is then left
 * out. Used by one thread at a time.
 */
final class ProducerTurn implements AutoCloseable {
    /** Tells whether a response starts with a header. */
    enum Header {
        NO,
        YES,
        /** It shows where the first IPC stream of the answer ends. */
        PERHAPS
    }

    private final HttpCall call;
    private final String path;
    private final RequestBody body;
    private final String cursor;
    private final Header expected;
    private final Queue<Batch> early = new ArrayDeque<>();
    private RetryingPost post;
    private @Nullable RpcResponse answer;
    private @Nullable Batch header;
    private @Nullable Schema schema;
    private @Nullable String callToken;
    private @Nullable String following;
    private int attempt = 1;
    private int handedOut;
    private int skip;
    private int logs;
    private boolean done;

    private ProducerTurn(
            HttpCall call, String path, RequestBody body, String cursor, Header expected, RetryingPost post, int skip) {
        this.call = call;
        this.path = path;
        this.body = body;
        this.cursor = cursor;
        this.expected = expected;
        this.post = post;
        this.handedOut = skip;
        this.skip = skip;
    }

    /**
     * Sends the first turn, which the stream's opening runs.
     *
     * @param skip how many batches of its answer were handed out before
     */
    static ProducerTurn init(HttpCall call, RequestBody body, Header expected, int skip) {
        String path = call.path("/init");
        return new ProducerTurn(call, path, body, "", expected, RetryingPost.send(call, path, body), skip);
    }

    /** Sends the turn at a cursor; {@code skip} as for {@link #init}. */
    static ProducerTurn at(HttpCall call, RequestBody body, String cursor, int skip) {
        String path = call.path("/exchange");
        return new ProducerTurn(call, path, body, cursor, Header.NO, RetryingPost.send(call, path, body), skip);
    }

    /** Sends the turn at a cursor ahead of need; returns null where no connection can be spared for it. */
    static @Nullable ProducerTurn ahead(HttpCall call, RequestBody body, String cursor) {
        String path = call.path("/exchange");
        RetryingPost post = RetryingPost.sendAhead(call, path, body);
        return post == null ? null : new ProducerTurn(call, path, body, cursor, Header.NO, post, 0);
    }

    /** Returns the cursor that the turn was asked for with; empty for the first turn. */
    String cursor() {
        return cursor;
    }

    /** Returns how many batches of the response were handed out, those of an earlier life of the stream included. */
    int handedOut() {
        return handedOut;
    }

    /** Waits for the start of the response; returns the schema of the batches. */
    Schema open() {
        while (true) {
            if (schema != null) {
                return schema;
            }
            try {
                start();
            } catch (HttpFailure e) {
                repeat(e);
            }
        }
    }

    /** Returns the header, of which the caller takes ownership; null where there is none, and the second time. */
    @Nullable
    Batch takeHeader() {
        Batch taken = header;
        header = null;
        return taken;
    }

    /** Returns the next batch, for the caller to close; null at the end of the response. */
    @Nullable
    Batch next() {
        while (true) {
            open();
            try {
                Batch batch = read();
                if (batch == null) {
                    return null;
                }
                if (skip == 0) {
                    handedOut++;
                    return batch.withMetadata(batch.metadata().without(Keys.STREAM_BOOKKEEPING));
                }
                skip--;
                batch.close();
            } catch (HttpFailure e) {
                repeat(e);
            }
        }
    }

    /** Returns whether the response was read to its end. */
    boolean isDone() {
        return done;
    }

    /** Returns the token of the call, where this response brought it. */
    @Nullable
    String callToken() {
        return callToken;
    }

    /** Returns the cursor of the next turn; null where none follows, and before the end of the response. */
    @Nullable
    String following() {
        return done ? following : null;
    }

    @Override
    public void close() {
        closeAnswer();
        post.close();
        if (header != null) {
            header.close();
            header = null;
        }
    }

    private void start() throws HttpFailure {
        RpcResponse opened = post.await();
        answer = opened;
        opened.mute(logs);
        if (expected == Header.YES) {
            keepHeader(StreamHeader.read(call, opened));
        }
        Schema first = opened.open();
        if (expected == Header.PERHAPS) {
            first = readFirst(opened, first);
        }
        schema = first;
    }

    private Schema readFirst(RpcResponse opened, Schema first) throws HttpFailure {
        for (Batch batch = opened.next(); batch != null; batch = opened.next()) {
            early.add(batch);
        }
        if (!opened.hasMore()) {
            return first;
        }
        keepHeader(call.resolve(early.remove()));
        return opened.open();
    }

    private void keepHeader(Batch batch) {
        if (header == null) {
            header = batch;
        } else {
            batch.close();
        }
    }

    private @Nullable Batch read() throws HttpFailure {
        while (answer != null) {
            Batch batch = early.isEmpty() ? answer.next() : early.remove();
            if (batch == null) {
                answer.finish();
                closeAnswer();
                done = true;
            } else if (BatchKind.of(batch) == BatchKind.STATE_TOKEN) {
                following = batch.metadata().get(Keys.STREAM_STATE);
                callToken = batch.metadata().get(Keys.CALL_STATE);
                batch.close();
            } else {
                return batch;
            }
        }
        return null;
    }

    private void repeat(HttpFailure failure) {
        if (!call.mayResend(failure) || attempt == HttpCall.ATTEMPTS) {
            throw call.failure(failure);
        }
        if (answer != null) {
            logs = Math.max(logs, answer.logs());
        }
        closeAnswer();
        post.close();
        call.backOff(attempt++, Duration.ZERO);
        schema = null;
        skip = handedOut;
        post = RetryingPost.send(call, path, body);
    }

    private void closeAnswer() {
        early.forEach(Batch::close);
        early.clear();
        if (answer != null) {
            answer.close();
            answer = null;
        }
    }
}
