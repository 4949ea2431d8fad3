package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.LogSink;
import dev.vgi.server.ServerCall.Step;
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
    private @Nullable CallWatch watch;
    private boolean closed;

    /** @param watch the call that these turns belong to; null where the first of them begins one */
    StreamTurns(
            BoundMethod method, StreamPlan<S> plan, @Nullable StateCodec states, S state, @Nullable CallWatch watch) {
        this.watch = watch;
        this.method = method;
        this.plan = plan;
        this.states = states;
        this.scope = method.memory().open(method.toString());
        this.state = state;
    }

    @Override
    public Dispatcher.Turn next(@Nullable Batch input, Metadata tick, Caller caller, LogSink logs) {
        Batch given = input == null ? Batch.withoutColumns(0) : input;
        CallWatch call = CallWatch.NONE;
        try (given) {
            call = watch(caller);
            call.turnStarted(tick);
            return run(given, call, tick, caller, logs);
        } catch (Throwable e) {
            VgiException failure = FailureLog.logged(e, method, caller.requestId());
            call.turnFailed(failure);
            throw failure;
        }
    }

    /** An answer may share vectors with its input, so that one lives as long. */
    private Dispatcher.Turn run(Batch given, CallWatch call, Metadata tick, Caller caller, LogSink logs) {
        Batch cast = InputCast.to(plan.input(), given, scope.allocator()).withMetadata(tick);
        Batch data = null;
        try {
            boolean producer = plan.input().getFields().isEmpty();
            if (!producer) {
                call.input(cast);
            }
            var turn = new TurnScope(method, tick, caller, logs, scope.allocator(), plan.output(), producer);
            StreamPlan.Outcome<S> outcome = plan.turning().run(state, cast, turn);
            state = outcome.state();
            data = outcome.data();
            call.turnEnded(data, outcome.finished());
            if (data == null) {
                cast.close();
                return new Dispatcher.Turn(null, outcome.finished());
            }
            Batch answer = producer || cast.isClosed() ? data : data.onClose(cast::close);
            return new Dispatcher.Turn(CallMemory.keepOpen(scope, answer), outcome.finished());
        } catch (Throwable e) {
            cast.close();
            if (data != null) {
                data.close();
            }
            throw e;
        }
    }

    private CallWatch watch(Caller caller) {
        CallWatch known = watch;
        if (known == null) {
            known = method.interceptors().begin(method, Step.CONTINUE, null, caller);
            watch = known;
        }
        return known;
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
            watch(caller).cancelled();
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
