package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.LogSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream in a state. */
final class StreamTurns<S extends @Nullable Object> implements Dispatcher.Turns {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTurns.class);

    private final BoundMethod method;
    private final StreamPlan<S> plan;
    private final @Nullable StateCodec states;
    private final MemoryScope scope;
    private S state;
    private boolean closed;

    StreamTurns(BoundMethod method, StreamPlan<S> plan, @Nullable StateCodec states, S state) {
        this.method = method;
        this.plan = plan;
        this.states = states;
        this.scope = method.memory().open(method.toString());
        this.state = state;
    }

    @Override
    public Dispatcher.Turn next(@Nullable Batch input, Metadata tick, Caller caller, LogSink logs) {
        Batch given = input == null ? Batch.withoutColumns(0) : input;
        try (Batch cast = InputCast.to(plan.input(), given, scope.allocator()).withMetadata(tick)) {
            var turn = new TurnScope(
                    method,
                    tick,
                    caller,
                    logs,
                    scope.allocator(),
                    plan.output(),
                    plan.input().getFields().isEmpty());
            StreamPlan.Outcome<S> outcome = plan.turning().run(state, cast, turn);
            state = outcome.state();
            Batch data = outcome.data();
            return new Dispatcher.Turn(data == null ? null : CallMemory.keepOpen(scope, data), outcome.finished());
        } catch (Throwable e) {
            throw FailureLog.logged(e, method, caller.requestId());
        }
    }

    @Override
    public byte[] state() {
        if (states == null) {
            throw new IllegalStateException(method + " has no positions, as it was not opened over HTTP");
        }
        return states.encode(state, scope.allocator());
    }

    @Override
    public void cancel(Caller caller) {
        var context = new CallScope(method, caller.metadata(), caller, LogSink.NONE, scope.allocator());
        try {
            plan.onCancel().accept(context);
        } catch (Throwable e) {
            LOG.debug("the cancel hook of {} failed", method, e);
        } finally {
            context.end();
        }
    }

    /** A state that is closeable is closed with the stream, however it ended. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (state instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("the last state of {} failed to close", method, e);
            }
        }
        CallMemory.close(scope);
    }
}
