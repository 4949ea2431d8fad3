package dev.vgi.types;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;

/** Describes where the elements of each list lie in its child vector: from {@code start} to before {@code end}. */
interface ListBounds {
    int start(int row);

    int end(int row);

    static ListBounds of(FieldVector vector) {
        if (vector instanceof ListVector) {
            ArrowBuf offsets = vector.getOffsetBuffer();
            return bounds(row -> offsets.getInt(4L * row), row -> offsets.getInt(4L * (row + 1L)));
        }
        if (vector instanceof LargeListVector) {
            ArrowBuf offsets = vector.getOffsetBuffer();
            return bounds(
                    row -> Math.toIntExact(offsets.getLong(8L * row)),
                    row -> Math.toIntExact(offsets.getLong(8L * (row + 1L))));
        }
        if (vector instanceof FixedSizeListVector list) {
            int width = list.getListSize();
            return bounds(row -> row * width, row -> (row + 1) * width);
        }
        ArrowBuf offsets = vector.getOffsetBuffer();
        if (vector instanceof ListViewVector list) {
            ArrowBuf sizes = list.getSizeBuffer();
            return bounds(row -> offsets.getInt(4L * row), row -> offsets.getInt(4L * row) + sizes.getInt(4L * row));
        }
        ArrowBuf sizes = ((LargeListViewVector) vector).getSizeBuffer();
        return bounds(
                row -> Math.toIntExact(offsets.getLong(8L * row)),
                row -> Math.toIntExact(offsets.getLong(8L * row) + sizes.getLong(8L * row)));
    }

    /** Returns one of the two bounds of the list in a row: its start or its end. */
    @FunctionalInterface
    interface Bound {
        int of(int row);
    }

    private static ListBounds bounds(Bound start, Bound end) {
        return new ListBounds() {
            @Override
            public int start(int row) {
                return start.of(row);
            }

            @Override
            public int end(int row) {
                return end.of(row);
            }
        };
    }
}
