package dev.vgi.client.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.net.HttpFailure;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Keys;
import java.time.Duration;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an exchange: one request for each input, with the cursor that came with the response before it. */
final class HttpExchangeStream implements Exchanging {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchangeStream.class);

    private final HttpCall call;
    private @Nullable Schema input;
    private @Nullable Batch header;
    private @Nullable Schema output;
    private String callToken = "";

    /** Null once the stream is over. */
    private @Nullable String cursor;

    private HttpExchangeStream(HttpCall call, @Nullable Schema input) {
        this.call = call;
        this.input = input;
    }

    static HttpExchangeStream open(HttpCall call, RequestBody init, HasHeader hasHeader, @Nullable Schema input) {
        var stream = new HttpExchangeStream(call, input);
        try {
            for (int attempt = 1; stream.cursor == null; attempt++) {
                try (RetryingPost post = RetryingPost.send(call, call.path("/init"), init);
                        RpcResponse answer = post.await()) {
                    stream.start(answer, hasHeader);
                } catch (HttpFailure e) {
                    again(call, e, attempt);
                }
            }
            return stream;
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
    }

    private void start(RpcResponse answer, HasHeader hasHeader) throws HttpFailure {
        if (hasHeader == HasHeader.YES) {
            Batch found = StreamHeader.read(call, answer);
            closeHeader();
            header = found;
        }
        output = answer.open();
        try (Batch tokens = tokens(answer, hasHeader)) {
            if (tokens == null || BatchKind.of(tokens) != BatchKind.STATE_TOKEN) {
                throw call.located(VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "'" + call.request().method() + "' takes no input: it is a producer"));
            }
            callToken = tokens.metadata().getOrDefault(Keys.CALL_STATE, "");
            expectEnd(answer);
            cursor = tokens.metadata().get(Keys.STREAM_STATE);
        }
    }

    /**
     * Reads the batch that holds the tokens. For the worker an exchange without input columns is a producer: its first
     * turn runs when it is opened, which no input has asked for. What comes before them in an IPC stream of its own is
     * the header.
     */
    private @Nullable Batch tokens(RpcResponse answer, HasHeader hasHeader) throws HttpFailure {
        Batch batch = answer.next();
        boolean mayHaveHeader = hasHeader == HasHeader.UNKNOWN;
        if (batch == null || BatchKind.of(batch) == BatchKind.STATE_TOKEN || !(mayHaveHeader || mayHaveNoColumns())) {
            return batch;
        }
        boolean kept = false;
        try {
            Batch second = answer.next();
            if (second != null || !mayHaveHeader || !answer.hasMore()) {
                return second;
            }
            closeHeader();
            header = call.resolve(batch);
            kept = true;
        } finally {
            if (!kept) {
                batch.close();
            }
        }
        output = answer.open();
        return tokens(answer, HasHeader.NO);
    }

    @Override
    public @Nullable Batch header() {
        return header;
    }

    @Override
    public @Nullable Schema schema() {
        return output;
    }

    @Override
    public ExternalFetchStats externalized() {
        return call.tally().total();
    }

    @Override
    public Batch exchange(Batch batch) {
        String at = cursor;
        if (at == null) {
            throw call.located(VgiException.of(
                    Code.FAILED_PRECONDITION, "the stream is over: it was closed, cancelled, or ended by an error"));
        }
        cursor = null;
        Schema schema = input == null ? batch.schema() : input;
        input = schema;
        RequestBody body = StreamRequests.input(call.transport(), callToken, at, schema, batch);
        for (int attempt = 1; ; attempt++) {
            try (RetryingPost post = RetryingPost.send(call, call.path("/exchange"), body);
                    RpcResponse answer = post.await()) {
                return answered(answer);
            } catch (HttpFailure e) {
                again(call, e, attempt);
            }
        }
    }

    private Batch answered(RpcResponse answer) throws HttpFailure {
        output = answer.open();
        Batch batch = answer.next();
        try {
            if (batch == null) {
                throw call.located(VgiException.dataLoss("the answer has no batch"));
            }
            boolean inside = batch.metadata().contains(Keys.STREAM_STATE) || !mayHaveNoColumns();
            String behind = inside ? null : cursorBehind(answer);
            expectEnd(answer);
            // The cursor of an answer that is a pointer lies in the object.
            batch = call.resolve(batch);
            String following = behind != null ? behind : batch.metadata().get(Keys.STREAM_STATE);
            if (following == null) {
                throw call.located(VgiException.dataLoss("the answer has no cursor for the next input"));
            }
            cursor = following;
            return batch.withMetadata(batch.metadata().without(Keys.STREAM_BOOKKEEPING));
        } catch (HttpFailure | RuntimeException e) {
            if (batch != null) {
                batch.close();
            }
            throw e;
        }
    }

    private boolean mayHaveNoColumns() {
        return input == null || input.getFields().isEmpty();
    }

    /** Reads a cursor that comes as a producer's does: on a batch of its own. */
    private static @Nullable String cursorBehind(RpcResponse answer) throws HttpFailure {
        try (Batch token = answer.next()) {
            return token == null ? null : token.metadata().get(Keys.STREAM_STATE);
        }
    }

    @Override
    public void close() {
        cursor = null;
        closeHeader();
        call.close();
    }

    @Override
    public void cancel() {
        String at = cursor;
        cursor = null;
        try {
            if (at != null) {
                StreamCanceller.send(call, callToken, at);
            }
        } catch (VgiException e) {
            LOG.debug("a stream could not be cancelled", e);
        } finally {
            close();
        }
    }

    private void expectEnd(RpcResponse answer) throws HttpFailure {
        try (Batch more = answer.next()) {
            if (more != null) {
                throw call.located(VgiException.dataLoss("the answer has more than one batch"));
            }
        }
        answer.finish();
    }

    private static void again(HttpCall call, HttpFailure failure, int attempt) {
        if (attempt == HttpCall.ATTEMPTS || !call.mayResend(failure)) {
            throw call.failure(failure);
        }
        call.backOff(attempt, Duration.ZERO);
    }

    private void closeHeader() {
        if (header != null) {
            header.close();
            header = null;
        }
    }
}
