package dev.vgi.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.http.ProducerTurn.Header;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Position;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer: one request for each turn. Before a batch is handed out the rest of its answer is read, so that no
 * connection is held, and the next request leaves. One at most is under way, since each needs the cursor before it.
 */
final class HttpProducing implements Producing {
    private static final Logger LOG = LoggerFactory.getLogger(HttpProducing.class);

    private final HttpCall call;
    private final Schema schema;
    private final @Nullable Batch header;
    private String callToken;
    private ProducerTurn turn;
    private @Nullable ProducerTurn ahead;
    private @Nullable Batch peeked;
    private @Nullable VgiException failure;

    /** Of the answer being read, those of an earlier life of the stream included. */
    private int handedOut;

    private boolean ended;
    private boolean closed;

    private HttpProducing(HttpCall call, ProducerTurn turn, Position from) {
        this.call = call;
        this.turn = turn;
        callToken = from.callToken();
        handedOut = from.batchesToSkip();
        schema = turn.open();
        header = turn.takeHeader();
    }

    static HttpProducing open(HttpCall call, GatheredBody init, HasHeader hasHeader) {
        var start = new Position("", "", 0);
        return opened(call, init, start, hasHeader == HasHeader.YES ? Header.YES : Header.NO);
    }

    static HttpProducing resume(HttpCall call, GatheredBody init, Position position) {
        return opened(call, init, position, Header.PERHAPS);
    }

    private static HttpProducing opened(HttpCall call, GatheredBody init, Position from, Header header) {
        ProducerTurn turn = null;
        try {
            turn = from.cursor().isEmpty()
                    ? ProducerTurn.init(call, init, header, from.batchesToSkip())
                    : ProducerTurn.at(call, tick(call, from, Metadata.EMPTY), from.cursor(), from.batchesToSkip());
            var stream = new HttpProducing(call, turn, from);
            if (turn.isFlagged() && stream.header == null) {
                stream.peeked = turn.next();
            }
            return stream;
        } catch (Throwable e) {
            if (turn != null) {
                turn.close();
            }
            call.close();
            throw e;
        }
    }

    private static GatheredBody tick(HttpCall call, Position at, Metadata metadata) {
        return Continuations.tick(call.transport(), at.callToken(), at.cursor(), metadata);
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
                        "the next turn is under way already, so metadata comes too late for it."
                                + " Set prefetchBatches=0"));
            }
            if (peeked != null || !turn.isDone()) {
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
            if (peeked != null) {
                peeked.close();
            }
            if (header != null) {
                header.close();
            }
        }
    }

    private Position at() {
        if (turn.callToken() != null) {
            callToken = turn.callToken();
        }
        String following = peeked == null ? turn.following() : null;
        return following == null
                ? new Position(callToken, turn.cursor(), handedOut)
                : new Position(callToken, following, 0);
    }

    private @Nullable Batch advance(Metadata tick) {
        if (closed) {
            throw new IllegalStateException("the stream was closed");
        }
        Metadata once = tick;
        while (!ended) {
            if (failure != null && peeked == null) {
                throw failure;
            }
            Batch batch = peeked != null ? peeked : next(turn);
            peeked = null;
            if (batch != null) {
                readOn(batch);
                handedOut++;
                sendAhead();
                return batch;
            }
            if (turn.following() == null) {
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

    private @Nullable Batch next(ProducerTurn of) {
        try {
            return of.next();
        } catch (VgiException e) {
            failure = e;
            throw e;
        }
    }

    /** Looks for the cursor behind a batch. An error that the worker sent there comes after the batch. */
    private void readOn(Batch batch) {
        try {
            if (!turn.isDone()) {
                peeked = next(turn);
            }
        } catch (VgiException e) {
            if (!e.isRemote()) {
                batch.close();
                throw e;
            }
        }
    }

    private void sendAhead() {
        if (call.options().prefetchBatches() == 0 || peeked != null || failure != null || turn.following() == null) {
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

    /** As well as it can: what fails here would have failed the stream anyway. */
    private void cancel() {
        try {
            while (turn.cursor().isEmpty() && !turn.isDone() && failure == null) {
                Batch unread = next(turn);
                if (unread != null) {
                    unread.close();
                }
            }
            Position at = at();
            if (!at.cursor().isEmpty() && !(turn.isDone() && turn.following() == null)) {
                Cancel.send(call, at.callToken(), at.cursor());
            }
        } catch (VgiException e) {
            LOG.debug("a stream could not be cancelled", e);
        }
    }
}
