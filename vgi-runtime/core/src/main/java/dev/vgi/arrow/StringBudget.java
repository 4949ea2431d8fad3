package dev.vgi.arrow;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the strings that are decoded from one flatbuffer: any number of entries may point to the same large string, so
 * a small header can stand for more than fits in memory.
 */
final class StringBudget {
    private final int limit;
    private long used;

    StringBudget(Limits limits) {
        this.limit = limits.metadataBytes();
    }

    /** Counts a string, and a few bytes for what points to it. */
    void take(@Nullable ByteBuffer string) {
        used += 8 + (string == null ? 0 : string.remaining());
        if (used > limit) {
            throw VgiException.resourceExhausted(
                    "the strings of a message header take more than " + limit + " bytes (metadataBytes)");
        }
    }
}
