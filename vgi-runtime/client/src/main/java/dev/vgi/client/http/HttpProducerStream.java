package dev.vgi.client.http;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.http.ProducerTurn.Header;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a producer, and returns its pointer batches as they are: one request for each turn. A response is read to its
 * end before its batch is handed out, so that a stream holds no connection while its caller works; then the next
 * request is sent, where a connection can be spared for a response that no caller waits for yet. At most one is under
 * way, since each needs the cursor before it.
 */
final class HttpProducerStream implements Producing {
    private static final Logger LOG = LoggerFactory.getLogger(HttpProducerStream.class);

    private final HttpCall call;
    private final Schema schema;
    private @Nullable Batch header;
    private String callToken;
    private ProducerTurn turn;
    private @Nullable ProducerTurn ahead;

    /** Read and not handed out yet. */
    private final Deque<Batch> pending = new ArrayDeque<>();

    private @Nullable VgiException failure;

    /** Of the answer being read, those of an earlier life of the stream included. */
    private int handedOut;

    private boolean ended;
    private boolean asksAhead = true;
    private boolean closed;

    private HttpProducerStream(HttpCall call, ProducerTurn turn, Position from) {
        this.call = call;
        this.turn = turn;
        callToken = from.callToken();
        handedOut = from.batchesToSkip();
        schema = turn.open();
        header = turn.takeHeader();
    }

    static HttpProducerStream open(HttpCall call, RequestBody init, HasHeader hasHeader) {
        var start = new Position(call.transport().address(), "", "", 0);
        Header header =
                switch (hasHeader) {
                    case YES -> Header.YES;
                    case NO -> Header.NO;
                    case UNKNOWN -> Header.PERHAPS;
                };
        return opened(call, init, start, header);
    }

    static HttpProducerStream resume(HttpCall call, RequestBody init, Position position) {
        return opened(call, init, position, Header.PERHAPS);
    }

    private static HttpProducerStream opened(HttpCall call, RequestBody init, Position from, Header header) {
        ProducerTurn turn = null;
        HttpProducerStream stream = null;
        try {
            turn = from.cursor().isEmpty()
                    ? ProducerTurn.init(call, init, header, from.batchesToSkip())
                    : ProducerTurn.at(call, tick(call, from, Metadata.EMPTY), from.cursor(), from.batchesToSkip());
            stream = new HttpProducerStream(call, turn, from);
            stream.readOn(2);
            if (stream.failure != null && stream.header == null && stream.pending.isEmpty()) {
                throw stream.failure;
            }
            return stream;
        } catch (Throwable e) {
            if (stream != null) {
                stream.close();
            } else {
                if (turn != null) {
                    turn.close();
                }
                call.close();
            }
            throw e;
        }
    }

    private static RequestBody tick(HttpCall call, Position at, Metadata metadata) {
        return StreamRequests.tick(call.transport(), at.callToken(), at.cursor(), metadata);
    }

    @Override
    public @Nullable Batch header() {
        return header;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        return advance(Metadata.EMPTY);
    }

    @Override
    public @Nullable Batch next(Metadata tick) {
        if (!tick.isEmpty() && !ended) {
            if (ahead != null) {
                throw call.located(VgiException.of(
                        Code.FAILED_PRECONDITION,
                        Message.of(
                                "the next turn is under way already, so metadata comes too late for it. Set the ",
                                ClientOption.PREFETCH_BATCHES,
                                " to 0")));
            }
            if (!pending.isEmpty() || !turn.isDone()) {
                throw call.located(VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "the next batch belongs to a turn that ran already, so metadata comes too late for it. Over"
                                + " HTTP the first turn runs when the stream is opened: its metadata belongs to the"
                                + " request"));
            }
        }
        return advance(tick);
    }

    @Override
    public boolean isUnderWay() {
        return !ended && !closed && (!pending.isEmpty() || (failure == null && (ahead != null || !turn.isDone())));
    }

    @Override
    public void askAhead(boolean value) {
        asksAhead = value;
    }

    @Override
    public @Nullable Position position() {
        return ended ? null : at();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (call) {
            if (ahead != null) {
                ahead.close();
            }
            if (!ended && (failure == null || !failure.isRemote())) {
                cancel();
            }
            turn.close();
            pending.forEach(Batch::close);
            if (header != null) {
                header.close();
            }
        }
    }

    /**
     * Ends the stream here without telling the worker: another stream goes on from one of its positions, with the
     * header that callers may hold already.
     */
    void continueAs(HttpProducerStream other) {
        if (header != null) {
            if (other.header != null) {
                other.header.close();
            }
            other.header = header;
            header = null;
        }
        ended = true;
        close();
    }

    @Override
    public ExternalFetchStats externalized() {
        return call.tally().total();
    }

    private Position at() {
        if (turn.callToken() != null) {
            callToken = turn.callToken();
        }
        String following = pending.isEmpty() ? turn.following() : null;
        return following == null
                ? new Position(call.transport().address(), callToken, turn.cursor(), handedOut)
                : new Position(call.transport().address(), callToken, following, 0);
    }

    private @Nullable Batch advance(Metadata tick) {
        if (closed) {
            throw new IllegalStateException("the stream was closed");
        }
        Metadata once = tick;
        while (!ended) {
            Batch batch = pending.poll();
            if (batch != null) {
                return handedOut(batch);
            }
            if (failure != null) {
                throw failure;
            }
            if (!turn.isDone()) {
                readOn(1);
            } else if (turn.following() == null) {
                ended = true;
            } else {
                ProducerTurn done = turn;
                turn = ahead != null ? ahead : request(once);
                done.close();
                ahead = null;
                handedOut = 0;
                once = Metadata.EMPTY;
            }
        }
        return null;
    }

    private Batch handedOut(Batch batch) {
        try {
            readOn(1);
            handedOut++;
            sendAhead();
            return batch;
        } catch (Throwable e) {
            batch.close();
            throw e;
        }
    }

    /**
     * Reads until the answer has ended, so that its connection is free and its cursor known, or has more batches than
     * answers have nowadays. An error that the worker sent waits until the batches before it are handed out.
     */
    private void readOn(int most) {
        try {
            while (!turn.isDone() && failure == null && pending.size() < most) {
                Batch batch = turn.next();
                if (batch != null) {
                    pending.add(batch);
                }
            }
        } catch (VgiException e) {
            failure = e;
            if (!e.isRemote()) {
                throw e;
            }
        }
    }

    private void sendAhead() {
        if (!asksAhead
                || call.options().prefetchBatches() == 0
                || !pending.isEmpty()
                || failure != null
                || turn.following() == null) {
            return;
        }
        Position at = at();
        try {
            ahead = ProducerTurn.ahead(call, tick(call, at, Metadata.EMPTY), at.cursor());
        } catch (VgiException e) {
            // The same request, made when its answer is needed, will say so.
            ahead = null;
        }
    }

    private ProducerTurn request(Metadata tick) {
        Position at = at();
        return ProducerTurn.at(call, tick(call, at, tick), at.cursor(), 0);
    }

    /** Cancels the stream on a best-effort basis: what fails here would have failed the stream anyway. */
    private void cancel() {
        try {
            pending.forEach(Batch::close);
            pending.clear();
            while (turn.cursor().isEmpty() && !turn.isDone() && failure == null) {
                readOn(1);
                pending.forEach(Batch::close);
                pending.clear();
            }
            Position at = at();
            if (!at.cursor().isEmpty() && !(turn.isDone() && turn.following() == null)) {
                StreamCanceller.send(call, at.callToken(), at.cursor());
            }
        } catch (VgiException e) {
            LOG.debug("a stream could not be cancelled", e);
        }
    }
}
