package dev.vgi.types;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Reads type codes and values of unions. A union is read as the value of the child that a row names. */
final class Unions {
    private static final int CODES = 128;

    private Unions() {}

    /** Returns the type code of the child at this position; a union without codes numbers its children from 0. */
    static int code(ArrowType.Union type, int child) {
        int[] codes = type.getTypeIds();
        return codes == null ? child : codes[child];
    }

    static ColumnReader reader(Field wire, ArrowType.Union type, FieldVector vector, DictionaryProvider dictionaries) {
        List<FieldVector> children = vector.getChildrenFromFields();
        @Nullable ColumnReader[] byCode = new @Nullable ColumnReader[CODES];
        for (int i = 0; i < children.size(); i++) {
            byCode[code(type, i)] = ColumnReaders.of(wire.getChildren().get(i), children.get(i), dictionaries);
        }
        if (vector instanceof DenseUnionVector dense) {
            return row -> child(byCode, dense.getTypeId(row)).read(dense.getOffset(row));
        }
        ArrowBuf codes = ((UnionVector) vector).getTypeBuffer();
        return row -> child(byCode, codes.getByte(row)).read(row);
    }

    private static ColumnReader child(@Nullable ColumnReader[] byCode, int code) {
        ColumnReader reader = code < 0 ? null : byCode[code];
        if (reader == null) {
            throw ConversionException.lossy("the type code " + code, "the union");
        }
        return reader;
    }
}
