package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.types.RecordCodec;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Batches as records of a stream's type parameter, of which the compiler does not know that it is a record. */
final class Rows<T> {
    private final RecordCodec<Record> codec;

    private Rows(RecordCodec<Record> codec) {
        this.codec = codec;
    }

    /** Null for null, which stands for batches as they are. */
    @SuppressWarnings("unchecked")
    static <T> @Nullable Rows<T> of(@Nullable Class<T> type) {
        return type == null ? null : new Rows<>((RecordCodec<Record>) RecordCodec.of(type.asSubclass(Record.class)));
    }

    @SuppressWarnings("unchecked")
    Batch encode(List<T> records, BufferAllocator allocator) {
        return codec.encode((List<Record>) records, allocator);
    }

    @SuppressWarnings("unchecked")
    List<T> decode(Batch batch) {
        return (List<T>) codec.decode(batch);
    }
}
