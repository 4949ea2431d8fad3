package dev.vgi.types;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.Collection;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Writes collections and arrays into a list vector of any kind. */
final class ListWriter extends ColumnWriter {
    private final Bounds bounds;
    private final ColumnWriter element;

    /** Decides where a list's elements go. */
    private interface Bounds {
        /** Returns the element row of the first element. */
        int start(int row, int size);

        void end(int row, int size);
    }

    ListWriter(FieldVector vector, @Nullable String refusesNull, ColumnWriter element) {
        super(vector, refusesNull);
        this.bounds = bounds(vector);
        this.element = element;
    }

    static boolean isList(ArrowType type) {
        return switch (type.getTypeID()) {
            case List, LargeList, FixedSizeList, ListView, LargeListView -> true;
            default -> false;
        };
    }

    @Override
    void set(int row, Object value) {
        Collection<?> elements = collection(value);
        int next = bounds.start(row, elements.size());
        int index = 0;
        for (Object each : elements) {
            try {
                element.write(next++, each);
            } catch (ConversionException e) {
                throw e.atIndex(index);
            }
            index++;
        }
        bounds.end(row, elements.size());
    }

    private static Collection<?> collection(Object value) {
        if (value instanceof Collection<?> elements) {
            return elements;
        }
        if (!value.getClass().isArray()) {
            throw ConversionException.of(value, "a list");
        }
        return new AbstractList<@Nullable Object>() {
            @Override
            public @Nullable Object get(int index) {
                return Array.get(value, index);
            }

            @Override
            public int size() {
                return Array.getLength(value);
            }
        };
    }

    private static Bounds bounds(FieldVector vector) {
        if (vector instanceof ListVector list) {
            return bounds(list::startNewValue, list::endValue);
        }
        if (vector instanceof LargeListVector list) {
            return bounds(row -> Math.toIntExact(list.startNewValue((long) row)), list::endValue);
        }
        if (vector instanceof ListViewVector list) {
            return bounds(list::startNewValue, list::endValue);
        }
        if (vector instanceof LargeListViewVector list) {
            return bounds(list::startNewValue, list::endValue);
        }
        return fixed((FixedSizeListVector) vector);
    }

    private interface Start {
        int at(int row);
    }

    private interface End {
        void at(int row, int size);
    }

    private static Bounds bounds(Start start, End end) {
        return new Bounds() {
            @Override
            public int start(int row, int size) {
                return start.at(row);
            }

            @Override
            public void end(int row, int size) {
                end.at(row, size);
            }
        };
    }

    private static Bounds fixed(FixedSizeListVector vector) {
        int width = vector.getListSize();
        return new Bounds() {
            @Override
            public int start(int row, int size) {
                if (size != width) {
                    throw ConversionException.problem("found " + size + " elements, expected exactly " + width);
                }
                return vector.startNewValue(row);
            }

            @Override
            public void end(int row, int size) {
                // A fixed-size list has no bounds to store.
            }
        };
    }
}
