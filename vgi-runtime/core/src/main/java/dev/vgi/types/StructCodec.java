package dev.vgi.types;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Converts records inside of other values to structs and back. */
final class StructCodec extends TypeCodec {
    private final RecordShape shape;

    StructCodec(RecordShape shape, Absence absence) {
        super(absence);
        this.shape = shape;
    }

    @Override
    TypeSpec type(DictionaryIds ids) {
        return new TypeSpec(new ArrowType.Struct(), null, shape.columns().fields(ids));
    }

    @Override
    String javaType() {
        return shape.type().getSimpleName();
    }

    @Override
    ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        StructVector struct = (StructVector) vector;
        Columns columns = shape.columns();
        ColumnWriter[] writers = columns.writers(struct.getChildrenFromFields(), dictionaries);
        return new ColumnWriter(vector, refusesNull) {
            @Override
            void set(int row, Object value) {
                struct.setIndexDefined(row);
                for (int i = 0; i < writers.length; i++) {
                    columns.write(writers, i, row, shape.component(value, i));
                }
            }
        };
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!(vector instanceof StructVector struct)) {
            throw unreadable(wire);
        }
        ColumnReader[] readers =
                shape.columns().readers(wire.getChildren(), struct.getChildrenFromFields(), dictionaries);
        return row -> struct.isNull(row) ? null : shape.read(readers, row);
    }
}
