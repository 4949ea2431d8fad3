package dev.vgi.types;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Maps. Values are nullable on the wire whatever the Java type says, as the reference has it; keys never are. */
final class MapCodec extends TypeCodec {
    private final TypeCodec key;
    private final TypeCodec value;
    private final boolean nullableValues;
    private final boolean keysSorted;

    MapCodec(TypeCodec key, TypeCodec value, boolean nullableValues, boolean keysSorted, Absence absence) {
        super(absence);
        this.key = key;
        this.value = value;
        this.nullableValues = nullableValues;
        this.keysSorted = keysSorted;
    }

    @Override
    TypeSpec type(DictionaryIds ids) {
        return TypeSpec.map(key.type(ids), value.type(ids), nullableValues, keysSorted);
    }

    @Override
    String javaType() {
        return "Map<" + key.javaType() + ", " + value.javaType() + ">";
    }

    @Override
    ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        MapVector map = (MapVector) vector;
        List<FieldVector> entries = map.getDataVector().getChildrenFromFields();
        return new MapWriter(
                map, refusesNull, key.writer(entries.get(0), dictionaries), value.writer(entries.get(1), dictionaries));
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!(wire.getType() instanceof ArrowType.Map) || !(vector instanceof MapVector map)) {
            throw unreadable(wire);
        }
        List<Field> fields = wire.getChildren().get(0).getChildren();
        List<FieldVector> entries = map.getDataVector().getChildrenFromFields();
        ColumnReader keys = key.reader(fields.get(0), entries.get(0), dictionaries);
        ColumnReader values = value.reader(fields.get(1), entries.get(1), dictionaries);
        ListBounds bounds = ListBounds.of(map);
        return row -> vector.isNull(row) ? null : ColumnReaders.map(bounds, row, keys, values);
    }
}
