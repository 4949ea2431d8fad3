package dev.vgi.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Creates writers for any Arrow field, chosen by its type alone. */
final class ColumnWriters {
    private ColumnWriters() {}

    /**
     * Returns the writer of a field in message format whose vector is in memory format.
     *
     * @throws dev.vgi.VgiException UNIMPLEMENTED for a type whose values cannot be written
     */
    static ColumnWriter of(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        String refusesNull = wire.isNullable() ? null : TypeTokens.token(wire);
        if (wire.getDictionary() != null) {
            return dictionary(wire, vector, dictionaries, refusesNull);
        }
        if (vector instanceof MapVector map) {
            return map(wire, map, dictionaries, refusesNull);
        }
        if (vector instanceof StructVector struct) {
            return struct(wire, struct, dictionaries, refusesNull);
        }
        if (ListWriter.isList(wire.getType())) {
            Field item = wire.getChildren().get(0);
            FieldVector data = vector.getChildrenFromFields().get(0);
            return new ListWriter(vector, refusesNull, of(item, data, dictionaries));
        }
        if (vector instanceof RunEndEncodedVector || wire.getType() instanceof ArrowType.Union) {
            throw ScalarWriters.unsupported(vector, TypeTokens.token(wire));
        }
        return scalar(vector, TypeTokens.token(wire), refusesNull);
    }

    static ColumnWriter scalar(FieldVector vector, String type, @Nullable String refusesNull) {
        ScalarWriters.Setter setter = ScalarWriters.of(vector, type);
        return new ColumnWriter(vector, refusesNull) {
            @Override
            void set(int row, Object value) {
                setter.set(row, value);
            }
        };
    }

    private static ColumnWriter map(
            Field wire, MapVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        Field entries = wire.getChildren().get(0);
        List<FieldVector> columns = vector.getDataVector().getChildrenFromFields();
        return new MapWriter(
                vector,
                refusesNull,
                of(entries.getChildren().get(0), columns.get(0), dictionaries),
                of(entries.getChildren().get(1), columns.get(1), dictionaries));
    }

    private static ColumnWriter struct(
            Field wire, StructVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        List<FieldVector> children = vector.getChildrenFromFields();
        List<ColumnWriter> writers = new ArrayList<>(children.size());
        for (int i = 0; i < children.size(); i++) {
            writers.add(of(wire.getChildren().get(i), children.get(i), dictionaries));
        }
        NamedValues values = new NamedValues(wire.getChildren(), writers, "fields");
        return new ColumnWriter(vector, refusesNull) {
            @Override
            void set(int row, Object value) {
                vector.setIndexDefined(row);
                values.write(row, value);
            }
        };
    }

    private static ColumnWriter dictionary(
            Field wire, FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        DictionaryEncoding encoding = Objects.requireNonNull(wire.getDictionary());
        Dictionary dictionary = Objects.requireNonNull(dictionaries.lookup(encoding.getId()));
        Field valueField = new TypeSpec(wire.getType(), null, wire.getChildren()).field(wire.getName(), false);
        ColumnWriter values = of(valueField, dictionary.getVector(), dictionaries);
        return new DictionaryWriter(
                (BaseIntVector) vector, dictionary.getVector(), encoding.getIndexType(), values, refusesNull);
    }
}
