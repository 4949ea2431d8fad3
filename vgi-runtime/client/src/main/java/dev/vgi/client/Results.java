package dev.vgi.client;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.protocol.CallOptions;
import dev.vgi.types.Values;
import org.jspecify.annotations.Nullable;

/** Converts a unary result for a caller that knows no types. */
final class Results {
    private Results() {}

    static @Nullable Object value(Batch answer, Memory memory, CallOptions options) {
        if (answer.schema().getFields().isEmpty() || answer.rowCount() == 0) {
            return null;
        }
        if (answer.rowCount() != 1) {
            throw VgiException.dataLoss("the answer has " + answer.rowCount() + " rows, expected one");
        }
        Object value = Values.row(answer, 0).values().iterator().next();
        return value instanceof byte[] bytes && looksLikeRecord(bytes) ? record(bytes, memory, options) : value;
    }

    /** Decides whether a binary result is a serialized record, by its first bytes: nothing else tells. */
    private static boolean looksLikeRecord(byte[] bytes) {
        return bytes.length > 16 && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
    }

    private static Object record(byte[] bytes, Memory memory, CallOptions options) {
        try (MemoryScope scope = memory.scope("result", options.allocatorBytes());
                Batch nested = Ipc.fromBytes(bytes, scope.allocator())) {
            return nested.rowCount() == 1 ? Values.row(nested, 0) : bytes;
        } catch (VgiException e) {
            return bytes;
        }
    }
}
