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
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as an interface declares it. Of batches it opens with the first input, whose schema it needs; of records,
 * or where there is a header, at once.
 */
final class TypedExchange implements Exchange.WithHeader<Record, Object, Object> {
    private final ServiceMethod method;
    private final ClientTransport transport;
    private final Request request;
    private final HasHeader hasHeader;
    private final MemoryScope scope;
    private final @Nullable RecordCodec<Record> input;
    private final @Nullable RecordCodec<Record> output;
    private @Nullable Exchanging stream;
    private @Nullable Record header;
    private boolean closed;

    private TypedExchange(
            ServiceMethod method, ClientTransport transport, Request request, HasHeader hasHeader, MemoryScope scope) {
        this.method = method;
        this.transport = transport;
        this.request = request;
        this.hasHeader = hasHeader;
        this.scope = scope;
        this.input = codec(method.input());
        this.output = codec(method.output());
    }

    /** Takes over the request's parameters and the scope. */
    static TypedExchange open(
            ServiceMethod method, ClientTransport transport, Request request, HasHeader hasHeader, MemoryScope scope) {
        var exchange = new TypedExchange(method, transport, request, hasHeader, scope);
        try {
            if (exchange.input != null) {
                exchange.opened(exchange.input.schema());
            }
            return exchange;
        } catch (Throwable e) {
            exchange.close();
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
        return stream == null ? null : stream.schema();
    }

    @Override
    public Record header() {
        if (header == null) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    method.header() == null
                            ? "the stream declares no header"
                            : "the header of an exchange of batches comes with its first answer");
        }
        return header;
    }

    @Override
    public void close() {
        finish(Exchanging::close);
    }

    @Override
    public void cancel() {
        finish(Exchanging::cancel);
    }

    private Object answer(Batch row) {
        Batch answer = opened(row.schema()).exchange(row);
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

    private Exchanging opened(Schema schema) {
        if (closed) {
            throw VgiException.of(Code.FAILED_PRECONDITION, "the exchange is closed");
        }
        Exchanging open = stream;
        if (open == null) {
            open = transport.exchange(request, hasHeader, schema);
            stream = open;
            request.parameters().close();
            header = Headers.read(method, open.header());
        }
        return open;
    }

    private void finish(Consumer<Exchanging> end) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (stream != null) {
                end.accept(stream);
            }
        } finally {
            request.parameters().close();
            scope.close();
        }
    }
}
