package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.Schemas;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream that its method has opened. It holds the memory that the method took and the batches among its arguments.
 */
final class OpenedStream<S extends @Nullable Object> implements Dispatcher.OpenStream {
    private final BoundMethod method;
    private final StreamPlan<S> plan;
    private final MemoryScope scope;
    private final Runnable releaseArguments;
    private final @Nullable CallWatch watch;
    private final AtomicReference<@Nullable Batch> header = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable StateCodec states;
    private byte @Nullable [] callState;

    /** Whether the header is wanted: the client has it when a stream is opened again. */
    enum Header {
        ENCODED,
        LEFT_OUT
    }

    /** @param watch the call that opens it, to which its first turns belong; null where it is opened again */
    OpenedStream(
            BoundMethod method,
            StreamPlan<S> plan,
            Header wanted,
            MemoryScope scope,
            Runnable releaseArguments,
            @Nullable CallWatch watch) {
        this.watch = watch;
        this.method = method;
        this.plan = plan;
        this.scope = scope;
        this.releaseArguments = releaseArguments;
        if (wanted == Header.ENCODED && plan.header() != null) {
            header.set(CallMemory.keepOpen(scope, encode(plan.header(), scope.allocator())));
        }
    }

    @SuppressWarnings("unchecked")
    private static Batch encode(Record header, BufferAllocator allocator) {
        return ((RecordCodec<Record>) RecordCodec.of(header.getClass())).encode(List.of(header), allocator);
    }

    /** Prepares a stream that was just opened by this request to go on elsewhere; closes it where it cannot. */
    OpenedStream<S> movable(byte[] request) {
        return movable(new StreamCallState(method.toString(), request, plan.input(), plan.output()));
    }

    /** As {@link #movable(byte[])}, for a stream that was opened again. */
    OpenedStream<S> movable(StreamCallState state) {
        try {
            requireSame("input", plan.input(), state.input());
            requireSame("output", plan.output(), state.output());
            states = StateCodec.of(method.toString(), plan.initial());
            callState = state.encoded();
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void requireSame(String which, Schema found, Schema expected) {
        String difference = Schemas.difference(found, expected);
        if (!difference.isEmpty()) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    method + " was opened again with another " + which + " schema than before: " + difference
                            + "; start the stream anew");
        }
    }

    @Override
    public Schema input() {
        return plan.input();
    }

    @Override
    public Schema output() {
        return plan.output();
    }

    @Override
    public @Nullable Batch takeHeader() {
        return header.getAndSet(null);
    }

    @Override
    public byte[] callState() {
        if (callState == null) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "this stream of " + method + " lives on its connection, as it was not opened over HTTP");
        }
        return callState;
    }

    @Override
    public StreamTurns<S> start() {
        return new StreamTurns<>(method, plan, states, plan.initial(), watch);
    }

    /** The codec is of the initial state's class, so what it reads is null only where that was. */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public StreamTurns<S> at(byte[] state) {
        if (states == null) {
            throw new IllegalStateException(method + " has no positions, as it was not opened over HTTP");
        }
        return new StreamTurns<>(method, plan, states, (S) states.decode(state, scope.allocator()), null);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Batch left = header.getAndSet(null);
            if (left != null) {
                left.close();
            }
            releaseArguments.run();
            CallMemory.close(scope);
        }
    }
}
