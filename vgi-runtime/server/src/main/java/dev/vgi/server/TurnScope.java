package dev.vgi.server;

import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.LogSink;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one turn has to work with.
 *
 * @param tick the metadata of its input or tick
 * @param schema of what it emits
 * @param mayFinish whether the stream is a producer
 */
record TurnScope(
        BoundMethod method,
        Metadata tick,
        Caller caller,
        LogSink logs,
        BufferAllocator allocator,
        Schema schema,
        boolean mayFinish) {
    /** Collects the turn's records, or its batch where {@code rows} is null. */
    @SuppressWarnings("unchecked")
    <T> TurnOutput<T> output(@Nullable Rows<T> rows) {
        return rows == null ? (TurnOutput<T>) new BatchOutput(this) : new RecordOutput<>(this, rows);
    }
}
