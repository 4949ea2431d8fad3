package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Position;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Runs a producer on a connection, and returns its pointer batches as they are. Ticks are tiny, so a small window of
 * them is written ahead of the answers, unless that is {@linkplain #askAhead off}: the worker computes the next batch
 * while this side reads the last. The first tick goes with the request, and the window opens once the worker has
 * answered it. Without a window each tick waits until its batch is asked for.
 */
final class FramedProducerStream implements Producing {
    private final FramedStream stream;
    private int outstanding;
    private @Nullable Batch ahead;
    private boolean ended;
    private boolean asksAhead = true;

    FramedProducerStream(Call call, HasHeader hasHeader) throws IOException {
        stream = new FramedStream(call, hasHeader, Call.NO_FIELDS);
        if (call.prefetch() > 0) {
            tick(Metadata.EMPTY);
        }
        call.flush();
    }

    @Override
    public @Nullable Batch header() {
        return stream.header();
    }

    @Override
    public Schema schema() {
        if (ahead == null && stream.answerSchema() == null) {
            ahead = read();
        }
        Schema schema = stream.answerSchema();
        if (schema == null) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the stream was closed before its schema was known");
        }
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        Batch waiting = ahead;
        if (waiting != null) {
            ahead = null;
            return waiting;
        }
        return read();
    }

    @Override
    public @Nullable Batch next(Metadata tick) {
        if (tick.isEmpty()) {
            return next();
        }
        if (ahead != null || outstanding > 0) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    Message.of(
                            "ticks are already on their way. To send metadata, set the ",
                            ClientOption.PREFETCH_BATCHES,
                            " to 0"));
        }
        if (ended) {
            return null;
        }
        return stream.call().reading(() -> {
            tick(tick);
            stream.call().flush();
            return answer();
        });
    }

    @Override
    public boolean isUnderWay() {
        return ahead != null || (!ended && outstanding > 0);
    }

    @Override
    public void askAhead(boolean value) {
        asksAhead = value;
    }

    @Override
    public ExternalFetchStats externalized() {
        return stream.call().externalized();
    }

    @Override
    public @Nullable Position position() {
        return null;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
        if (!ended) {
            ended = true;
            stream.abandon(true);
        }
    }

    private @Nullable Batch read() {
        if (ended) {
            return null;
        }
        return stream.call().reading(() -> {
            int window = 1 + (asksAhead && stream.isAccepted() ? stream.call().prefetch() : 0);
            boolean wrote = outstanding < window;
            while (outstanding < window) {
                tick(Metadata.EMPTY);
            }
            if (wrote) {
                stream.call().flush();
            }
            return answer();
        });
    }

    private @Nullable Batch answer() throws IOException {
        boolean failed = true;
        try {
            Batch batch = stream.read();
            ended = batch == null;
            outstanding--;
            failed = false;
            return batch;
        } finally {
            ended |= failed;
        }
    }

    private void tick(Metadata metadata) throws IOException {
        stream.input().writeEmpty(metadata);
        outstanding++;
    }
}
