package dev.vgi.client.stream;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Runs an exchange on a connection, in lockstep. */
final class FramedExchangeStream implements Exchanging {
    private final FramedStream stream;
    private boolean ended;

    FramedExchangeStream(Call call, HasHeader hasHeader, @Nullable Schema input) throws IOException {
        stream = new FramedStream(call, hasHeader, input);
        call.flush();
    }

    @Override
    public @Nullable Batch header() {
        return stream.header();
    }

    @Override
    public @Nullable Schema schema() {
        return stream.answerSchema();
    }

    @Override
    public Batch exchange(Batch input) {
        if (ended) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the exchange has ended");
        }
        boolean failed = true;
        try {
            Batch answer = stream.call().reading(() -> {
                stream.call()
                        .write(
                                stream.input(input.schema()),
                                input,
                                input.metadata().without(Keys.STREAM_BOOKKEEPING));
                stream.call().flush();
                return stream.read();
            });
            if (answer == null) {
                throw VgiException.dataLoss("the worker ended the exchange instead of answering");
            }
            Batch resolved = stream.call().resolve(answer);
            failed = false;
            return resolved;
        } catch (Throwable e) {
            stream.end();
            throw e;
        } finally {
            ended = failed;
        }
    }

    @Override
    public ExternalFetchStats externalized() {
        return stream.call().externalized();
    }

    @Override
    public void close() {
        finish(false);
    }

    @Override
    public void cancel() {
        finish(true);
    }

    private void finish(boolean cancel) {
        if (!ended) {
            ended = true;
            stream.abandon(cancel);
        }
    }
}
