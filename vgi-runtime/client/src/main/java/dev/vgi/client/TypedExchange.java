package dev.vgi.client;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Request;
import dev.vgi.service.Exchange;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.RecordCodec;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Represents an exchange as an interface declares it. In an exchange of batches, the first input shows the schema. */
final class TypedExchange implements Exchange.WithHeader<Record, Object, Object> {
    private final ServiceMethod method;
    private final Exchanging stream;
    private final MemoryScope scope;
    private final @Nullable RecordCodec<Record> input;
    private final @Nullable RecordCodec<Record> output;
    private final @Nullable Record header;

    private TypedExchange(ServiceMethod method, Exchanging stream, MemoryScope scope) {
        this.method = method;
        this.stream = stream;
        this.scope = scope;
        this.input = codec(method.input());
        this.output = codec(method.output());
        this.header = HeaderCodec.read(method, stream.header());
    }

    /** Takes ownership of the scope, which inputs are encoded in; the request stays the caller's. */
    static TypedExchange open(
            ServiceMethod method, ClientTransport transport, Request request, HasHeader hasHeader, MemoryScope scope) {
        Exchanging stream = null;
        try {
            RecordCodec<Record> input = codec(method.input());
            stream = transport.exchange(request, hasHeader, input == null ? null : input.schema());
            return new TypedExchange(method, stream, scope);
        } catch (Throwable e) {
            try (scope) {
                if (stream != null) {
                    stream.close();
                }
            }
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable RecordCodec<Record> codec(@Nullable Class<? extends Record> type) {
        return type == null ? null : (RecordCodec<Record>) RecordCodec.of(type);
    }

    @Override
    public Object exchange(Object value) {
        if (input == null) {
            return answer((Batch) value);
        }
        try (Batch row = input.encode(List.of((Record) value), scope.allocator())) {
            return answer(row);
        }
    }

    @Override
    public @Nullable Schema schema() {
        return stream.schema();
    }

    @Override
    public Record header() {
        if (header == null) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the stream declares no header");
        }
        return header;
    }

    @Override
    public void close() {
        try (scope) {
            stream.close();
        }
    }

    @Override
    public void cancel() {
        try (scope) {
            stream.cancel();
        }
    }

    private Object answer(Batch row) {
        Batch answer = stream.exchange(row);
        if (output == null) {
            return answer;
        }
        try (answer) {
            List<Record> records = output.decode(answer);
            if (records.size() != 1) {
                throw VgiException.dataLoss(
                        method.description().name() + " answered one row with " + records.size() + " rows");
            }
            return records.get(0);
        }
    }
}
