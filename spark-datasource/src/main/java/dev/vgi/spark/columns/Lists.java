package dev.vgi.spark.columns;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Lists of every kind, maps and structs whose offsets, or whose children, are not in Spark's layout. */
final class Lists {
    private Lists() {}

    /** Offsets of the lists of a vector, for the caller to close. */
    @FunctionalInterface
    private interface Offsets {
        ArrowBuf of(FieldVector source, int rows);
    }

    static Decoding list(Field wire, Decoding child) {
        return lists(wire, ArrowType.List.INSTANCE, child, Lists::own);
    }

    static Decoding map(Field wire, Decoding entries) {
        return lists(wire, wire.getType(), entries, Lists::own);
    }

    static Decoding large(Field wire, Decoding child) {
        return lists(wire, ArrowType.List.INSTANCE, child, VariableWidth::narrowed);
    }

    static Decoding fixedSize(Field wire, ArrowType.FixedSizeList type, Decoding child) {
        return lists(
                wire,
                ArrowType.List.INSTANCE,
                child,
                (source, rows) -> VariableWidth.multiples(source, rows, type.getListSize()));
    }

    static Decoding struct(Field wire, ArrowType type, List<Decoding> children) {
        Field target =
                Decodings.as(wire, type, children.stream().map(Decoding::target).toList());
        return Decoding.converted(target, (source, result, dictionaries) -> {
            for (int i = 0; i < children.size(); i++) {
                decode(children.get(i), source, result, i, dictionaries);
            }
            result.loadFieldBuffers(FixedWidth.node(source), List.of(source.getValidityBuffer()));
        });
    }

    /** Lists that lie anywhere in the child, in any order. */
    static Decoding view(Field wire, Decoding child) {
        return views(
                wire,
                child,
                (source, row) -> ((ListViewVector) source).getElementStartIndex(row),
                (source, row) -> ((ListViewVector) source).getSizeBuffer().getInt(4L * row));
    }

    static Decoding largeView(Field wire, Decoding child) {
        return views(
                wire,
                child,
                (source, row) -> source.getOffsetBuffer().getLong(8L * row),
                (source, row) -> ((LargeListViewVector) source).getSizeBuffer().getLong(8L * row));
    }

    @FunctionalInterface
    private interface Bound {
        long of(FieldVector source, int row);
    }

    private static Decoding views(Field wire, Decoding child, Bound start, Bound size) {
        Field target = Decodings.as(wire, ArrowType.List.INSTANCE, List.of(child.target()));
        return Decoding.converted(target, (source, result, dictionaries) -> {
            int rows = source.getValueCount();
            long elements = 0;
            for (int row = 0; row < rows; row++) {
                elements += source.isNull(row) ? 0 : size.of(source, row);
            }
            VariableWidth.checkSize(source, elements);
            int[] positions = new int[(int) elements];
            try (ArrowBuf offsets = result.getAllocator().buffer(4L * (rows + 1L))) {
                int end = 0;
                offsets.setInt(0, 0);
                for (int row = 0; row < rows; row++) {
                    if (!source.isNull(row)) {
                        long first = start.of(source, row);
                        for (long i = 0; i < size.of(source, row); i++) {
                            positions[end++] = (int) (first + i);
                        }
                    }
                    offsets.setInt(4L * (row + 1L), end);
                }
                TakeKernels.decodeAndGather(
                        child, source.getChildrenFromFields().get(0), positions, child(result, 0), dictionaries);
                result.loadFieldBuffers(FixedWidth.node(source), List.of(source.getValidityBuffer(), offsets));
            }
        });
    }

    private static Decoding lists(Field wire, ArrowType type, Decoding child, Offsets offsets) {
        Field target = Decodings.as(wire, type, List.of(child.target()));
        return Decoding.converted(target, (source, result, dictionaries) -> {
            int rows = source.getValueCount();
            decode(child, source, result, 0, dictionaries);
            if (rows > 0) {
                try (ArrowBuf narrow = offsets.of(source, rows)) {
                    result.loadFieldBuffers(FixedWidth.node(source), List.of(source.getValidityBuffer(), narrow));
                }
            }
        });
    }

    private static void decode(
            Decoding child, FieldVector source, FieldVector target, int index, DictionaryProvider dictionaries) {
        child.step().decode(child(source, index), child(target, index), dictionaries);
    }

    private static FieldVector child(FieldVector vector, int index) {
        return vector.getChildrenFromFields().get(index);
    }

    private static ArrowBuf own(FieldVector source, int rows) {
        ArrowBuf offsets = source.getOffsetBuffer();
        offsets.getReferenceManager().retain();
        return offsets;
    }
}
