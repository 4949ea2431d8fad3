package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Examines the buffers of a record batch before they become vectors, which trust them: that each is as long as its
 * column needs, and with {@link Validation#FULL} that all that is inside of them points to something. Decimals are not
 * compared with their precision, nor nulls with nullability.
 */
final class BodyCheck {
    private static final long VIEW = 16;
    private static final int INLINE = 12;

    private final Iterator<ArrowFieldNode> nodes;
    private final Iterator<ArrowBuf> buffers;
    private final Iterator<Long> variadic;
    private final boolean full;

    private BodyCheck(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, List<Long> variadic, Validation validation) {
        this.nodes = nodes.iterator();
        this.buffers = buffers.iterator();
        this.variadic = variadic.iterator();
        this.full = validation == Validation.FULL;
    }

    /**
     * Examines a body whose counts of nodes and buffers are known to be right.
     *
     * @param fields in memory format
     * @throws VgiException DATA_LOSS with the column for what is too short or points to nothing
     */
    static void check(
            List<Field> fields,
            int rows,
            List<ArrowFieldNode> nodes,
            List<ArrowBuf> buffers,
            List<Long> variadic,
            Validation validation) {
        var check = new BodyCheck(nodes, buffers, variadic, validation);
        for (Field field : fields) {
            long values = check.column(field);
            require(values == rows, field, "found " + values + " values in a batch of " + rows + " rows");
        }
    }

    /** Examines a column with its children and returns how many values it has. */
    private long column(Field field) {
        ArrowFieldNode node = nodes.next();
        long count = node.getLength();
        switch (field.getType().getTypeID()) {
            case Null -> {}
            case Struct -> {
                validity(field, node);
                children(field, count);
            }
            case List, Map -> list(field, node, 4);
            case LargeList -> list(field, node, 8);
            case FixedSizeList -> {
                validity(field, node);
                int size = ((ArrowType.FixedSizeList) field.getType()).getListSize();
                children(field, count * size);
            }
            case ListView -> listView(field, node, 4);
            case LargeListView -> listView(field, node, 8);
            case Union -> union(field, (ArrowType.Union) field.getType(), count);
            case RunEndEncoded -> runs(field, count);
            case Utf8 -> variable(field, node, 4, true);
            case Binary -> variable(field, node, 4, false);
            case LargeUtf8 -> variable(field, node, 8, true);
            case LargeBinary -> variable(field, node, 8, false);
            case Utf8View -> view(field, node, true);
            case BinaryView -> view(field, node, false);
            default -> {
                validity(field, node);
                int bits = TypeLayout.getTypeLayout(field.getType())
                        .getBufferLayouts()
                        .get(1)
                        .getTypeBitWidth();
                buffer(field, "values", (count * bits + 7) / 8);
            }
        }
        return count;
    }

    private ArrowBuf validity(Field field, ArrowFieldNode node) {
        return buffer(field, "validity", node.getNullCount() == 0 ? 0 : (node.getLength() + 7L) / 8);
    }

    private ArrowBuf buffer(Field field, String what, long least) {
        ArrowBuf buffer = buffers.next();
        require(
                buffer.capacity() >= least,
                field,
                "found " + buffer.capacity() + " bytes of " + what + ", expected " + least);
        return buffer;
    }

    private void children(Field field, long least) {
        for (Field child : field.getChildren()) {
            long found = column(child);
            require(found >= least, child, "found " + found + " values, expected " + least);
        }
    }

    private void list(Field field, ArrowFieldNode node, long width) {
        validity(field, node);
        ArrowBuf offsets = offsets(field, node.getLength(), width);
        long elements = column(field.getChildren().get(0));
        ends(field, offsets, node.getLength(), width, elements);
    }

    private void listView(Field field, ArrowFieldNode node, long width) {
        validity(field, node);
        ArrowBuf offsets = buffer(field, "offsets", node.getLength() * width);
        ArrowBuf sizes = buffer(field, "sizes", node.getLength() * width);
        long elements = column(field.getChildren().get(0));
        for (long i = 0; full && i < node.getLength(); i++) {
            long offset = at(offsets, i, width);
            long size = at(sizes, i, width);
            require(
                    offset >= 0 && size >= 0 && size <= elements - offset,
                    field,
                    "found a list of " + size + " elements from " + offset + ", expected it within " + elements);
        }
    }

    private void variable(Field field, ArrowFieldNode node, long width, boolean text) {
        validity(field, node);
        long count = node.getLength();
        ArrowBuf offsets = offsets(field, count, width);
        ArrowBuf data = buffer(field, "data", 0);
        ends(field, offsets, count, width, data.capacity());
        if (full && text && count > 0 && !Utf8.isAscii(data, at(offsets, 0, width), at(offsets, count, width))) {
            for (long i = 0; i < count; i++) {
                text(field, data, at(offsets, i, width), at(offsets, i + 1, width));
            }
        }
    }

    private ArrowBuf offsets(Field field, long count, long width) {
        return buffer(field, "offsets", count == 0 ? 0 : (count + 1) * width);
    }

    /** Offsets start at zero or later, never go back and end within the limit. */
    private void ends(Field field, ArrowBuf offsets, long count, long width, long limit) {
        if (count == 0) {
            return;
        }
        long last = at(offsets, count, width);
        require(last >= 0 && last <= limit, field, "found the last offset " + last + ", expected at most " + limit);
        long previous = 0;
        for (long i = 0; full && i <= count; i++) {
            long offset = at(offsets, i, width);
            require(offset >= previous, field, "found the offset " + offset + " after " + previous);
            previous = offset;
        }
    }

    private void view(Field field, ArrowFieldNode node, boolean text) {
        ArrowBuf validity = validity(field, node);
        ArrowBuf views = buffer(field, "views", node.getLength() * VIEW);
        ArrowBuf[] data = new ArrowBuf[Math.toIntExact(variadic.next())];
        for (int i = 0; i < data.length; i++) {
            data[i] = buffers.next();
        }
        for (int i = 0; full && i < node.getLength(); i++) {
            if (node.getNullCount() == 0 || BitVectorHelper.get(validity, i) != 0) {
                view(field, views, i * VIEW, data, text);
            }
        }
    }

    private static void view(Field field, ArrowBuf views, long at, ArrowBuf[] data, boolean text) {
        int length = views.getInt(at);
        require(length >= 0, field, "found a value of the length " + length);
        if (length <= INLINE) {
            if (text) {
                text(field, views, at + 4, at + 4 + length);
            }
            return;
        }
        int index = views.getInt(at + 8);
        int offset = views.getInt(at + 12);
        require(
                index >= 0 && index < data.length && offset >= 0 && length <= data[index].capacity() - offset,
                field,
                "found a view of " + length + " bytes from " + offset + " of buffer " + index + ", expected it within "
                        + data.length + " buffers");
        if (text) {
            text(field, data[index], offset, (long) offset + length);
        }
    }

    private void union(Field field, ArrowType.Union type, long count) {
        boolean dense = type.getMode() == UnionMode.Dense;
        ArrowBuf codes = buffer(field, "type codes", count);
        ArrowBuf offsets = dense ? buffer(field, "offsets", count * 4L) : codes;
        long[] sizes = new long[Byte.MAX_VALUE + 1];
        Arrays.fill(sizes, -1);
        for (int i = 0; i < field.getChildren().size(); i++) {
            int code = type.getTypeIds() == null ? i : type.getTypeIds()[i];
            Field child = field.getChildren().get(i);
            require(code >= 0 && code < sizes.length, field, "found the type code " + code);
            sizes[code] = column(child);
            require(dense || sizes[code] >= count, child, "found " + sizes[code] + " values, expected " + count);
        }
        for (long i = 0; full && i < count; i++) {
            int code = codes.getByte(i);
            int offset = dense ? (int) at(offsets, i, 4) : 0;
            require(
                    code >= 0 && sizes[code] >= 0 && offset >= 0 && (!dense || offset < sizes[code]),
                    field,
                    "found the type code " + code + " with the offset " + offset);
        }
    }

    private void runs(Field field, long count) {
        ArrowFieldNode node = nodes.next();
        Field ends = field.getChildren().get(0);
        validity(ends, node);
        long width = ((ArrowType.Int) ends.getType()).getBitWidth() >> 3;
        long runs = node.getLength();
        ArrowBuf values = buffer(ends, "run ends", runs * width);
        long last = runs == 0 ? 0 : at(values, runs - 1, width);
        require(last >= count, field, "found runs of " + last + " values, expected " + count);
        long previous = 0;
        for (long i = 0; full && i < runs; i++) {
            long end = at(values, i, width);
            require(end > previous, field, "found the run end " + end + " after " + previous);
            previous = end;
        }
        Field child = field.getChildren().get(1);
        long found = column(child);
        require(found >= runs, child, "found " + found + " values, expected " + runs);
    }

    private static long at(ArrowBuf buffer, long index, long width) {
        long position = index * width;
        if (width == Long.BYTES) {
            return buffer.getLong(position);
        }
        return width == Integer.BYTES ? buffer.getInt(position) : buffer.getShort(position);
    }

    private static void text(Field field, ArrowBuf data, long start, long end) {
        require(Utf8.isValid(data, start, end), field, "found bytes that are not UTF-8");
    }

    private static void require(boolean holds, Field field, String problem) {
        if (!holds) {
            throw VgiException.dataLoss("column '" + field.getName() + "' is malformed: " + problem);
        }
    }
}
