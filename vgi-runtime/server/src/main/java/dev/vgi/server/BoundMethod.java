package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.TransportKind;
import dev.vgi.server.ServerCall.Step;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.ResultCodec;
import java.lang.invoke.MethodHandle;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A method of an interface on the object that implements it. */
final class BoundMethod implements Dispatcher.Target {
    private final ProtocolSummary protocol;
    private final ServiceMethod method;
    private final String name;
    private final MethodHandle handle;
    private final VersionGate gate;
    private final ParameterCheck parameters;
    private final ArgumentBatches batches;
    private final CallMemory memory;
    private final Interceptors interceptors;

    BoundMethod(
            ProtocolSummary protocol,
            ServiceMethod method,
            Object implementation,
            VersionGate gate,
            CallMemory memory,
            Interceptors interceptors) {
        this.protocol = protocol;
        this.method = method;
        this.name = protocol.name() + "/" + method.name();
        this.handle = Handles.bind(method.java(), implementation);
        this.gate = gate;
        this.parameters = new ParameterCheck(name, method.parameters().schema());
        this.batches = ArgumentBatches.of(method.java());
        this.memory = memory;
        this.interceptors = interceptors;
    }

    @Override
    public ProtocolSummary protocol() {
        return protocol;
    }

    @Override
    public MethodDescription description() {
        return method.description();
    }

    CallMemory memory() {
        return memory;
    }

    Interceptors interceptors() {
        return interceptors;
    }

    @Override
    public void check(Batch request) {
        gate.check(request.metadata());
        parameters.check(request);
        if (batches.mayFailToDecode()) {
            batches.close(decode(request));
        }
    }

    @Override
    public Batch call(Batch request, Caller caller, LogSink logs) {
        ResultCodec codec = method.result();
        if (codec == null) {
            throw VgiException.of(Code.UNIMPLEMENTED, name + " is a stream and was called as a unary method");
        }
        MemoryScope scope = memory.open(name);
        CallWatch watch = CallWatch.NONE;
        @Nullable Object[] arguments = null;
        Object result = null;
        try {
            watch = interceptors.begin(this, Step.UNARY, request, caller);
            arguments = decode(request);
            var context = new CallScope(this, caller.metadata(), caller, logs, scope.allocator());
            result = invoke(arguments, context);
            ExternalRef stored = context.answered();
            Batch answer = CallMemory.keepOpen(
                    scope,
                    stored == null
                            ? encode(codec, result, scope.allocator())
                            : Batch.empty(codec.schema(), scope.allocator()).withMetadata(stored.metadata()));
            watch.result(answer);
            return answer;
        } catch (Throwable e) {
            VgiException failure = FailureLog.logged(e, this, caller.requestId());
            watch.failed(failure);
            throw failure;
        } finally {
            batches.close(result);
            batches.close(arguments);
            CallMemory.close(scope);
        }
    }

    @Override
    public OpenedStream<?> open(Batch request, Caller caller, LogSink logs) {
        byte[] saved = caller.transport() == TransportKind.HTTP ? Ipc.toBytes(request) : null;
        CallWatch watch = CallWatch.NONE;
        try {
            watch = interceptors.begin(this, Step.OPEN, request, caller);
            OpenedStream<?> stream = open(request, caller, logs, OpenedStream.Header.ENCODED, watch);
            return saved == null ? stream : stream.movable(saved);
        } catch (Throwable e) {
            VgiException failure = FailureLog.logged(e, this, caller.requestId());
            watch.failed(failure);
            throw failure;
        }
    }

    @Override
    public OpenedStream<?> reopen(byte[] callState, Caller caller) {
        var state = StreamCallState.decode(callState, name);
        MemoryScope scope = memory.open(name);
        try (Batch request = Ipc.fromBytes(state.request(), scope.allocator())) {
            check(request);
            Caller opener = caller.withMetadata(request.metadata());
            OpenedStream<?> stream = open(request, opener, LogSink.NONE, OpenedStream.Header.LEFT_OUT, null);
            return stream.movable(state);
        } catch (Throwable e) {
            throw FailureLog.logged(e, this, caller.requestId());
        } finally {
            CallMemory.close(scope);
        }
    }

    private OpenedStream<?> open(
            Batch request, Caller caller, LogSink logs, OpenedStream.Header header, @Nullable CallWatch watch) {
        if (method.result() != null) {
            throw VgiException.of(Code.UNIMPLEMENTED, name + " is a unary method and was opened as a stream");
        }
        MemoryScope scope = memory.open(name);
        @Nullable Object[] arguments = null;
        try {
            arguments = batches.arePossible() ? decodeCopy(request, scope.allocator()) : decode(request);
            Object result = invoke(arguments, new CallScope(this, caller.metadata(), caller, logs, scope.allocator()));
            StreamPlan<?> plan = StreamPlan.of(method, name, result);
            @Nullable Object[] held = arguments;
            return new OpenedStream<>(this, plan, header, scope, () -> batches.close(held), watch);
        } catch (Throwable e) {
            batches.close(arguments);
            CallMemory.close(scope);
            throw e;
        }
    }

    private @Nullable Object[] decode(Batch request) {
        try {
            return method.parameters().decode(request);
        } catch (VgiException e) {
            throw RpcErrors.parameter("", name + ": " + e.getMessage());
        }
    }

    /** Arguments that live as long as the allocator: batches among them outlive the request that they came in. */
    private @Nullable Object[] decodeCopy(Batch request, BufferAllocator allocator) {
        try (Batch copy = Ipc.fromBytes(Ipc.toBytes(request), allocator)) {
            return decode(copy);
        }
    }

    private @Nullable Object invoke(@Nullable Object[] arguments, CallScope context) {
        if (method.takesContext()) {
            arguments[0] = context;
        }
        try {
            return (@Nullable Object) handle.invokeExact(arguments);
        } catch (Throwable e) {
            throw RpcErrors.raised(e);
        } finally {
            context.end();
        }
    }

    private Batch encode(ResultCodec codec, @Nullable Object result, BufferAllocator allocator) {
        try {
            return codec.encode(result, allocator);
        } catch (VgiException e) {
            throw RpcErrors.service("the result of " + name + " does not fit its return type "
                    + method.java().getGenericReturnType().getTypeName() + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
