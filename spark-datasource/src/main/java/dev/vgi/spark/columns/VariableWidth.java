package dev.vgi.spark.columns;

import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Strings and bytes that become values behind 32-bit offsets. */
final class VariableWidth {
    private VariableWidth() {}

    /** Narrows the offsets; the bytes stay where they are. */
    static Decoding large(Field wire) {
        return Decoding.converted(target(wire), (source, target, dictionaries) -> {
            int rows = source.getValueCount();
            if (rows > 0) {
                try (ArrowBuf offsets = narrowed(source, rows)) {
                    load(source, target, offsets, source.getDataBuffer());
                }
            }
        });
    }

    /** Adds offsets; the bytes stay where they are. */
    static Decoding fixedSize(Field wire, ArrowType.FixedSizeBinary type) {
        return Decoding.converted(target(wire), (source, target, dictionaries) -> {
            int rows = source.getValueCount();
            try (ArrowBuf offsets = multiples(source, rows, type.getByteWidth())) {
                load(source, target, offsets, source.getDataBuffer());
            }
        });
    }

    /** Joins the values, which lie in their views or anywhere in several buffers. */
    static Decoding view(Field wire) {
        return Decoding.converted(target(wire), (source, target, dictionaries) -> {
            int rows = source.getValueCount();
            ArrowBuf views = source.getDataBuffer();
            List<ArrowBuf> buffers = ((BaseVariableWidthViewVector) source).getDataBuffers();
            long size = 0;
            for (int row = 0; row < rows; row++) {
                size += source.isNull(row) ? 0 : length(views, row);
            }
            checkSize(source, size);
            try (ArrowBuf offsets = target.getAllocator().buffer(4L * (rows + 1L));
                    ArrowBuf bytes = target.getAllocator().buffer(size)) {
                int end = 0;
                offsets.setInt(0, 0);
                for (int row = 0; row < rows; row++) {
                    if (!source.isNull(row)) {
                        end += copy(views, row, buffers, bytes, end);
                    }
                    offsets.setInt(4L * (row + 1L), end);
                }
                load(source, target, offsets, bytes);
            }
        });
    }

    /** The offsets of a vector of a large type in 32 bits, for the caller to close. */
    static ArrowBuf narrowed(FieldVector source, int rows) {
        ArrowBuf wide = source.getOffsetBuffer();
        checkSize(source, wide.getLong(8L * rows));
        ArrowBuf offsets = source.getAllocator().buffer(4L * (rows + 1L));
        for (long row = 0; row <= rows; row++) {
            offsets.setInt(4 * row, (int) wide.getLong(8 * row));
        }
        return offsets;
    }

    /** Offsets of values that are all {@code width} long, for the caller to close. */
    static ArrowBuf multiples(FieldVector source, int rows, int width) {
        checkSize(source, (long) rows * width);
        ArrowBuf offsets = source.getAllocator().buffer(4L * (rows + 1L));
        for (long row = 0; row <= rows; row++) {
            offsets.setInt(4 * row, (int) row * width);
        }
        return offsets;
    }

    static void checkSize(FieldVector source, long size) {
        if (size > Integer.MAX_VALUE) {
            throw VgiException.resourceExhausted(
                    "column '" + source.getName() + "' (" + SparkTypes.describe(source.getField())
                            + ") has " + size + " values or bytes in one batch, and Spark's columns at most "
                            + Integer.MAX_VALUE + ": let the worker send smaller batches");
        }
    }

    private static int copy(ArrowBuf views, long row, List<ArrowBuf> buffers, ArrowBuf to, int at) {
        int length = length(views, row);
        long view = BaseVariableWidthViewVector.ELEMENT_SIZE * row;
        if (length <= BaseVariableWidthViewVector.INLINE_SIZE) {
            to.setBytes(at, views, view + BaseVariableWidthViewVector.LENGTH_WIDTH, length);
        } else {
            long position = view + BaseVariableWidthViewVector.LENGTH_WIDTH + BaseVariableWidthViewVector.PREFIX_WIDTH;
            ArrowBuf from = buffers.get(views.getInt(position));
            to.setBytes(at, from, views.getInt(position + BaseVariableWidthViewVector.BUF_INDEX_WIDTH), length);
        }
        return length;
    }

    private static int length(ArrowBuf views, long row) {
        return views.getInt(BaseVariableWidthViewVector.ELEMENT_SIZE * row);
    }

    private static Field target(Field wire) {
        return switch (wire.getType().getTypeID()) {
            case LargeUtf8, Utf8View -> Decodings.as(wire, ArrowType.Utf8.INSTANCE);
            default -> Decodings.as(wire, ArrowType.Binary.INSTANCE);
        };
    }

    private static void load(FieldVector source, FieldVector target, ArrowBuf offsets, ArrowBuf bytes) {
        target.loadFieldBuffers(FixedWidth.node(source), List.of(source.getValidityBuffer(), offsets, bytes));
    }
}
