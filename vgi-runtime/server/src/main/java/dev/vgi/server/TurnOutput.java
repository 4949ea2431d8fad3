package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.service.Output;
import org.jspecify.annotations.Nullable;

/** Collects what one turn emits. Closing it ends the turn and releases what was not handed on. */
abstract class TurnOutput<T> extends CallScope implements Output<T>, AutoCloseable {
    private final boolean mayFinish;
    private boolean finished;

    TurnOutput(TurnScope scope) {
        super(scope.method(), scope.tick(), scope.caller(), scope.logs(), scope.allocator());
        this.mayFinish = scope.mayFinish();
    }

    @Override
    public final void emit(T value) {
        emit(value, Metadata.EMPTY);
    }

    @Override
    public final void finish() {
        checkOpen();
        if (!mayFinish) {
            throw RpcErrors.service(target() + " called finish(), but an exchange ends when its caller ends it");
        }
        finished = true;
    }

    @Override
    public abstract void close();

    /** How many values were emitted. */
    abstract int emitted();

    /** The emitted values as the turn's batch, for the caller to close; null where there are none. */
    abstract @Nullable Batch take();

    /** What came of the turn, which goes on in {@code next}. */
    final <S extends @Nullable Object> StreamPlan.Outcome<S> outcome(S next) {
        Batch data = take();
        if (data == null && !finished) {
            throw RpcErrors.service(target() + " emitted nothing" + (mayFinish ? " and did not finish" : "")
                    + ": each turn emits one batch with emit()"
                    + (mayFinish ? ", or ends the stream with finish()" : ""));
        }
        return new StreamPlan.Outcome<>(next, data, finished);
    }

    /** Holds a step that maps record to record to its one answer. */
    final void requireOneSince(int before) {
        if (emitted() != before + 1) {
            throw RpcErrors.service(
                    target() + " emitted " + (emitted() - before) + " records for one input, expected exactly one");
        }
    }

    final boolean isProducer() {
        return mayFinish;
    }

    /** Refuses what would look like the framework's own. */
    static Metadata application(Metadata metadata) {
        for (String key : metadata.asMap().keySet()) {
            if (key.startsWith("vgi_rpc.")) {
                throw RpcErrors.service("found the metadata key '" + key
                        + "' on what was emitted, expected one outside of" + " vgi_rpc., which is the framework's");
            }
        }
        return metadata;
    }
}
