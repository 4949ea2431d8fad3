package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Describes where each buffer of a record lies in the memory that its vectors share. Making one checks that every
 * buffer is large enough for its values, so that no access to a value by its position can leave the body; what the
 * values point to is {@link RecordBatchValidator}'s concern.
 *
 * <p>Behind the body comes what senders may leave out and Arrow Java wants: the validity of columns without nulls, and
 * the one offset of empty columns. So a batch is one allocation.
 */
final class BufferLayout {
    /** For each buffer, where it starts. */
    final long[] offsets;

    /** For each buffer, its bytes. */
    final long[] sizes;

    private final RecordBatchHeader header;
    private final long bodyLength;
    private long end;
    private boolean emptyOffsets;
    private int node;
    private int buffer;
    private int view;

    private BufferLayout(RecordBatchHeader header, long[] offsets, long[] sizes, long bodyLength) {
        this.header = header;
        this.offsets = offsets;
        this.sizes = sizes;
        this.bodyLength = bodyLength;
        this.end = padded(bodyLength);
    }

    /** Returns the plan for a body as it was received. */
    static BufferLayout of(RecordBatchHeader header, List<Layout> columns, long bodyLength) {
        return of(header, columns, header.offsets.clone(), header.sizes.clone(), bodyLength);
    }

    /** Returns the plan for a body whose buffers moved; takes ownership of the arrays. */
    static BufferLayout of(
            RecordBatchHeader header, List<Layout> columns, long[] offsets, long[] sizes, long bodyLength) {
        var plan = new BufferLayout(header, offsets, sizes, bodyLength);
        for (Layout column : columns) {
            int values = header.values[plan.node];
            if (values != header.rows) {
                throw malformed(column, values + " values", String.valueOf(header.rows) + ", the batch's rows");
            }
            plan.column(column);
        }
        if (plan.emptyOffsets) {
            for (int i = 0; i < offsets.length; i++) {
                if (offsets[i] < 0) {
                    offsets[i] = plan.end;
                }
            }
        }
        return plan;
    }

    /** Returns the total size in bytes, of the body and of what comes behind it. */
    long total() {
        return emptyOffsets ? end + Long.BYTES : end;
    }

    /** Returns the size of the body itself, in bytes. */
    long bodyLength() {
        return bodyLength;
    }

    /** Returns the offset at which the part behind the body begins. */
    long behind() {
        return padded(bodyLength);
    }

    /** Returns the size of the part behind the body, in bytes. */
    long bytesBehind() {
        return total() - behind();
    }

    /** Checks whether the sender left a buffer out, so that it lies behind the body. */
    boolean isLeftOut(int index) {
        return offsets[index] >= behind();
    }

    /**
     * Writes what comes behind the body.
     *
     * @param memory where it belongs
     * @param at its place there
     */
    void complete(ArrowBuf memory, long at) {
        long validity = end - behind();
        if (validity > 0) {
            memory.setOne(at, validity);
        }
        if (emptyOffsets) {
            memory.setLong(at + validity, 0);
        }
    }

    static long padded(long length) {
        return (length + 7) & ~7L;
    }

    private void column(Layout column) {
        int values = header.values[node];
        int nulls = header.nulls[node];
        node++;
        if (column.kind.validity) {
            validity(column, values, nulls);
        }
        switch (column.kind) {
            case BITS -> atLeast(column, "values", (values + 7L) / 8);
            case FIXED -> atLeast(column, "values", (long) values * column.width);
            case BYTES -> {
                offsets(column, values);
                buffer++;
            }
            case VIEWS -> {
                atLeast(column, "views", values * 16L);
                buffer += header.variadic[view++];
            }
            case LIST -> offsets(column, values);
            case LIST_VIEW -> {
                atLeast(column, "offsets", (long) values * column.width);
                atLeast(column, "sizes", (long) values * column.width);
            }
            case SPARSE_UNION -> atLeast(column, "type ids", values);
            case DENSE_UNION -> {
                atLeast(column, "type ids", values);
                atLeast(column, "offsets", values * 4L);
            }
            case NULL, FIXED_LIST, STRUCT, RUN_ENDS -> {}
        }
        children(column, values);
    }

    private void children(Layout column, int values) {
        for (int i = 0; i < column.children.size(); i++) {
            Layout child = column.children.get(i);
            int found = header.values[node];
            long expected =
                    switch (column.kind) {
                        case STRUCT, SPARSE_UNION -> values;
                        case FIXED_LIST -> (long) values * column.width;
                        default -> 0;
                    };
            if (found < expected) {
                throw malformed(child, found + " values", "at least " + expected);
            }
            if (column.kind == Layout.Kind.RUN_ENDS && i == 0) {
                runs(child, values);
            }
            column(child);
        }
    }

    private void runs(Layout ends, int values) {
        int runs = header.values[node];
        int valuesOfRuns = header.values[node + 1];
        if (runs == 0 && values > 0) {
            throw malformed(ends, "no runs", "runs for " + values + " values");
        }
        if (header.nulls[node] > 0) {
            throw malformed(ends, header.nulls[node] + " nulls", "none");
        }
        if (valuesOfRuns < runs) {
            throw malformed(ends, runs + " runs", "at most " + valuesOfRuns + ", one for each value");
        }
    }

    private void validity(Layout column, int values, int nulls) {
        if (sizes[buffer] > 0) {
            atLeast(column, "validity", (values + 7L) / 8);
            return;
        }
        if (nulls > 0) {
            throw malformed(column, nulls + " nulls and no validity", "validity of its " + values + " values");
        }
        offsets[buffer] = end;
        sizes[buffer] = (values + 7L) / 8;
        end += padded(sizes[buffer]);
        buffer++;
    }

    private void offsets(Layout column, int values) {
        if (values == 0 && sizes[buffer] < column.width) {
            emptyOffsets = true;
            offsets[buffer] = -1;
            sizes[buffer] = column.width;
            buffer++;
        } else {
            atLeast(column, "offsets", (values + 1L) * column.width);
        }
    }

    private void atLeast(Layout column, String what, long least) {
        if (sizes[buffer] < least) {
            throw malformed(column, what + " of " + sizes[buffer] + " bytes", "at least " + least);
        }
        buffer++;
    }

    static VgiException malformed(Layout column, String found, String expected) {
        return VgiException.dataLoss(
                "a batch is malformed: column '" + column.path + "' has " + found + ", expected " + expected);
    }
}
