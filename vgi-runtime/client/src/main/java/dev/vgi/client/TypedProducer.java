package dev.vgi.client;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.service.Producer;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.RecordCodec;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Represents a producer as an interface declares it: of batches, or of records that are read a batch at a time. */
final class TypedProducer implements Producer.WithHeader<Record, Object> {
    private final ClientTransport.Producing stream;
    private final @Nullable RecordCodec<? extends Record> codec;
    private final @Nullable Record header;
    private final Queue<Record> records = new ArrayDeque<>();

    /** Takes ownership of the stream. */
    TypedProducer(ServiceMethod method, ClientTransport.Producing stream) {
        this.stream = stream;
        try {
            header = HeaderCodec.read(method, stream.header());
            codec = method.output() == null ? null : RecordCodec.of(method.output());
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable Object next() {
        if (codec == null) {
            return stream.next();
        }
        while (records.isEmpty()) {
            try (Batch batch = stream.next()) {
                if (batch == null) {
                    return null;
                }
                records.addAll(codec.decode(batch));
            }
        }
        return records.poll();
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
        stream.close();
    }
}
