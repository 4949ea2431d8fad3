package dev.vgi.arrow;

import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Detects dictionaries whose values are the indices of another one. Arrow's schema has one encoding for a field and no
 * place for a second: senders announce the innermost values, send the outer dictionary as bare indices, and drop the
 * rest.
 */
final class NestedDictionary {
    private static final int[] ALIGNMENTS = {1, 8, 64};

    private NestedDictionary() {}

    /** Checks whether a record has the shape of indices, and cannot be the values of this layout. */
    static boolean isIndices(RecordBatch record, Layout values) {
        if (record.nodesLength() != 1
                || record.buffersLength() != 2
                || record.variadicBufferCountsLength() != 0
                || record.compression() != null
                || !isWidthOfIndices(record.nodes(0).length(), record.buffers(1).length())) {
            return false;
        }
        return switch (values.kind) {
            case BITS -> false;
            case FIXED -> record.buffers(1).length() < record.nodes(0).length() * values.width;
            default -> values.nodes != 1 || values.buffers + values.views != 2;
        };
    }

    private static boolean isWidthOfIndices(long values, long bytes) {
        return values > 0
                && IntStream.of(1, 2, 4, 8).mapToLong(width -> values * width).anyMatch(length -> IntStream.of(
                                ALIGNMENTS)
                        .anyMatch(alignment -> bytes == (length + alignment - 1) / alignment * alignment));
    }

    /** Returns the error message for a column whose dictionary is one. */
    static String refusal(Layout values, ArrowType type) {
        return "column '" + values.path + "' cannot be read: its dictionary has indices where its type has values of "
                + type + ", so it is a dictionary of a dictionary, of which Arrow streams lose the values."
                + " Leave the column out, or let the worker decode it once";
    }
}
