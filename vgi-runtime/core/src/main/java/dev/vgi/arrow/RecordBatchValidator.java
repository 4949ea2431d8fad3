package dev.vgi.arrow;

import static dev.vgi.arrow.BufferLayout.malformed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the buffers of a record hold, before vectors are made of them. Whether they are large enough is
 * {@link BufferLayout}'s concern.
 *
 * <p>{@link Validation#STANDARD} looks at the first and the last offset of a column. {@link Validation#FULL} looks at
 * every offset, size, view, run end, type id and dictionary index, at UTF-8, and counts the nulls: the loops keep to
 * what the compiler turns into vector instructions, and run at some gigabytes a second.
 */
final class RecordBatchValidator {
    private static final int INLINE = 12;

    private final RecordBatchHeader header;
    private final BufferLayout plan;
    private final ByteBuffer memory;
    private final Map<Long, Integer> dictionarySizes;
    private final @Nullable Map<Long, Integer> needed;
    private final boolean full;
    private int node;
    private int buffer;
    private int view;

    private RecordBatchValidator(
            RecordBatchHeader header,
            BufferLayout plan,
            ByteBuffer memory,
            Map<Long, Integer> dictionarySizes,
            @Nullable Map<Long, Integer> needed,
            Validation validation) {
        this.header = header;
        this.plan = plan;
        this.memory = memory;
        this.dictionarySizes = dictionarySizes;
        this.needed = needed;
        this.full = validation == Validation.FULL;
    }

    /**
     * Checks a record.
     *
     * @param dictionarySizes the values of each dictionary in force, by its id
     * @param needed where given and the check is full, it is told how many values each dictionary must have that the
     *     record has indices of
     */
    static void check(
            List<Layout> columns,
            RecordBatchHeader header,
            BufferLayout plan,
            ArrowBuf memory,
            Map<Long, Integer> dictionarySizes,
            @Nullable Map<Long, Integer> needed,
            Validation validation) {
        ByteBuffer bytes = memory.nioBuffer(0, (int) plan.bodyLength()).order(ByteOrder.LITTLE_ENDIAN);
        var check = new RecordBatchValidator(header, plan, bytes, dictionarySizes, needed, validation);
        columns.forEach(check::column);
    }

    private void column(Layout column) {
        int values = header.values[node];
        int nulls = header.nulls[node];
        int validity = buffer;
        int first = buffer;
        if (full && column.kind.validity && nulls >= 0 && !plan.isLeftOut(validity)) {
            countNulls(column, validity, values, nulls);
        }
        buffer += column.kind.buffers;
        int pointed = 0;
        if (column.kind == Layout.Kind.VIEWS) {
            pointed = header.variadic[view++];
            buffer += pointed;
        }
        if (values > 0) {
            switch (column.kind) {
                case FIXED -> {
                    if (full && column.dictionary != null) {
                        indices(column, column.dictionary, validity, values);
                    }
                }
                case BYTES -> {
                    offsets(column, first + 1, values, plan.sizes[first + 2]);
                    if (full && column.text) {
                        text(column, first, values);
                    }
                }
                case VIEWS -> {
                    if (full) {
                        views(column, first, values, pointed);
                    }
                }
                case LIST -> offsets(column, first + 1, values, header.values[node + 1]);
                case LIST_VIEW -> {
                    if (full) {
                        listViews(column, first, values);
                    }
                }
                case SPARSE_UNION, DENSE_UNION -> {
                    if (full) {
                        union(column, first, values);
                    }
                }
                case RUN_ENDS -> runEnds(column, values);
                case NULL, BITS, FIXED_LIST, STRUCT -> {}
            }
        }
        node++;
        column.children.forEach(this::column);
    }

    private void countNulls(Layout column, int validity, int values, int nulls) {
        LongBuffer words = longs(validity, values / 64);
        int valid = 0;
        for (int i = 0; i < values / 64; i++) {
            valid += Long.bitCount(words.get(i));
        }
        for (int row = values & ~63; row < values; row++) {
            valid += isValid(validity, row) ? 1 : 0;
        }
        if (values - valid != nulls) {
            throw malformed(column, nulls + " nulls by its header", (values - valid) + ", those of its validity");
        }
    }

    private void offsets(Layout column, int at, int values, long most) {
        if (column.width == 4) {
            IntBuffer offsets = ints(at, values + 1);
            ends(column, offsets.get(0), offsets.get(values), most);
            if (full && !increases(offsets, values)) {
                for (int row = 0; row < values; row++) {
                    increasing(column, row, offsets.get(row), offsets.get(row + 1));
                }
            }
        } else {
            LongBuffer offsets = longs(at, values + 1);
            ends(column, offsets.get(0), offsets.get(values), most);
            if (full && !increases(offsets, values)) {
                for (int row = 0; row < values; row++) {
                    increasing(column, row, offsets.get(row), offsets.get(row + 1));
                }
            }
        }
    }

    private static void ends(Layout column, long first, long last, long most) {
        if (first < 0 || last < first || last > most) {
            throw malformed(column, "offsets from " + first + " to " + last, "0 to " + most + ", increasing");
        }
    }

    private static boolean increases(IntBuffer offsets, int values) {
        int signs = 0;
        for (int row = 0; row < values; row++) {
            int next = offsets.get(row + 1);
            signs |= next | (next - offsets.get(row));
        }
        return signs >= 0;
    }

    private static boolean increases(LongBuffer offsets, int values) {
        long signs = 0;
        for (int row = 0; row < values; row++) {
            long next = offsets.get(row + 1);
            signs |= next | (next - offsets.get(row));
        }
        return signs >= 0;
    }

    private static void increasing(Layout column, int row, long offset, long next) {
        if (next < offset) {
            throw malformed(column, "the offset " + next + " after " + offset + " in row " + row, "no smaller one");
        }
    }

    private void text(Layout column, int first, int values) {
        int start = (int) plan.offsets[first + 2];
        boolean large = column.width == 8;
        IntBuffer narrow = ints(first + 1, large ? 0 : values + 1);
        LongBuffer wide = longs(first + 1, large ? values + 1 : 0);
        int from = start + (large ? (int) wide.get(0) : narrow.get(0));
        int to = start + (large ? (int) wide.get(values) : narrow.get(values));
        if (Utf8.isAscii(memory, from, to)) {
            return;
        }
        boolean whole = Utf8.isValid(memory, from, to);
        for (int row = 0; whole && row < values; row++) {
            int begin = start + (large ? (int) wide.get(row) : narrow.get(row));
            whole = begin == to || Utf8.isStart(memory.get(begin));
        }
        // Nulls may hold anything, so what is not whole may still be sound.
        for (int row = 0; !whole && row < values; row++) {
            int begin = start + (large ? (int) wide.get(row) : narrow.get(row));
            int end = start + (large ? (int) wide.get(row + 1) : narrow.get(row + 1));
            checkText(column, first, row, begin, end);
        }
    }

    private void checkText(Layout column, int validity, int row, int from, int to) {
        if (!Utf8.isValid(memory, from, to) && isValid(validity, row)) {
            throw malformed(column, "bytes that are no UTF-8 in row " + row, "UTF-8");
        }
    }

    private void views(Layout column, int first, int values, int pointed) {
        int start = (int) plan.offsets[first + 1];
        for (int row = 0; row < values; row++) {
            if (!isValid(first, row)) {
                continue;
            }
            int at = start + row * 16;
            int length = memory.getInt(at);
            if (length < 0) {
                throw malformed(column, "a view of " + length + " bytes in row " + row, "0 or more");
            }
            int from = at + 4;
            if (length > INLINE) {
                int target = memory.getInt(at + 8);
                int offset = memory.getInt(at + 12);
                if (target < 0 || target >= pointed) {
                    throw malformed(
                            column, "a view of buffer " + target + " in row " + row, "one of " + pointed + " buffers");
                }
                long size = plan.sizes[first + 2 + target];
                if (offset < 0 || (long) offset + length > size) {
                    throw malformed(
                            column,
                            "a view of " + length + " bytes at " + offset + " in row " + row,
                            "one inside the " + size + " bytes of its buffer");
                }
                from = (int) plan.offsets[first + 2 + target] + offset;
            }
            if (column.text) {
                checkText(column, first, row, from, from + length);
            }
        }
    }

    private void listViews(Layout column, int first, int values) {
        int most = header.values[node + 1];
        boolean large = column.width == 8;
        for (int row = 0; row < values; row++) {
            long offset = integer(first + 1, row, large ? 8 : 4);
            long size = integer(first + 2, row, large ? 8 : 4);
            if (offset < 0 || size < 0 || offset > most || size > most - offset) {
                throw malformed(
                        column,
                        "a list of " + size + " values at " + offset + " in row " + row,
                        "one inside the " + most + " values of its child");
            }
        }
    }

    private void union(Layout column, int first, int values) {
        int[] lengths = new int[column.children.size()];
        int child = node + 1;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = header.values[child];
            child += column.children.get(i).nodes;
        }
        int ids = (int) plan.offsets[first];
        boolean dense = column.kind == Layout.Kind.DENSE_UNION;
        IntBuffer offsets = ints(dense ? first + 1 : first, dense ? values : 0);
        for (int row = 0; row < values; row++) {
            int id = memory.get(ids + row);
            int chosen = id < 0 ? -1 : column.childOfTypeId[id];
            if (chosen < 0) {
                throw malformed(column, "the type id " + id + " in row " + row, "a declared one");
            }
            if (dense && (offsets.get(row) < 0 || offsets.get(row) >= lengths[chosen])) {
                throw malformed(
                        column,
                        "the offset " + offsets.get(row) + " in row " + row,
                        "0 to less than " + lengths[chosen] + ", the values of its child");
            }
        }
    }

    private void runEnds(Layout column, int values) {
        int runs = header.values[node + 1];
        int ends = buffer + 1;
        int width = column.width;
        long last = integer(ends, runs - 1, width);
        if (last < values) {
            throw malformed(column, "a last run that ends at " + last, "at least " + values);
        }
        long end = 0;
        for (int run = 0; full && run < runs; run++) {
            long next = integer(ends, run, width);
            if (next <= end) {
                throw malformed(column, "the run end " + next + " after " + end, "a greater one");
            }
            end = next;
        }
    }

    private void indices(Layout column, long id, int validity, int values) {
        int size = dictionarySizes.getOrDefault(id, 0);
        int at = validity + 1;
        long signs = 0;
        for (int row = 0; row < values; row++) {
            long index = index(column, at, row);
            signs |= index | (size - 1 - index);
        }
        if (signs < 0) {
            for (int row = 0; row < values; row++) {
                long index = index(column, at, row);
                if ((index < 0 || index >= size) && isValid(validity, row)) {
                    throw malformed(
                            column,
                            "the dictionary index " + index + " in row " + row,
                            "0 to less than " + size + ", the values of dictionary " + id);
                }
            }
        }
        if (needed != null) {
            needed.merge(id, greatest(column, validity, values) + 1, Math::max);
        }
    }

    private int greatest(Layout column, int validity, int values) {
        long greatest = -1;
        for (int row = 0; row < values; row++) {
            long index = index(column, validity + 1, row);
            greatest = index > greatest && isValid(validity, row) ? index : greatest;
        }
        return (int) greatest;
    }

    private long index(Layout column, int at, int row) {
        long index = integer(at, row, column.width);
        return column.signed || column.width == 8 ? index : index & (-1L >>> (64 - column.width * 8));
    }

    private long integer(int at, int row, int width) {
        int start = (int) plan.offsets[at];
        return switch (width) {
            case 1 -> memory.get(start + row);
            case 2 -> memory.getShort(start + row * 2);
            case 4 -> memory.getInt(start + row * 4);
            default -> memory.getLong(start + row * 8);
        };
    }

    private boolean isValid(int validity, int row) {
        return plan.isLeftOut(validity)
                || (memory.get((int) plan.offsets[validity] + (row >> 3)) >> (row & 7) & 1) != 0;
    }

    private IntBuffer ints(int at, int count) {
        return memory.slice((int) plan.offsets[at], count * 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    private LongBuffer longs(int at, int count) {
        return memory.slice((int) plan.offsets[at], count * 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
    }
}
