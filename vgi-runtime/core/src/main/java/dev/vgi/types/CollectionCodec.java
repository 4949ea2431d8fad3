package dev.vgi.types;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Converts lists and sets. The list's child is nullable on the wire whatever the Java type says, as the reference has
 * it; whether a null element is accepted is for the Java type to say.
 */
final class CollectionCodec extends TypeCodec {
    private final Class<?> collection;
    private final TypeCodec element;
    private final TypeSpec shape;

    /** @param shape a list type of any kind; its child's type gives way to that of the element */
    CollectionCodec(Class<?> collection, TypeCodec element, TypeSpec shape, Absence absence) {
        super(absence);
        this.collection = collection;
        this.element = element;
        this.shape = shape;
    }

    @Override
    TypeSpec type(DictionaryIds ids) {
        Field item = shape.children().get(0);
        return TypeSpec.of(shape.type(), element.type(ids).field("item", item.isNullable()));
    }

    @Override
    String javaType() {
        return collection.getSimpleName() + "<" + element.javaType() + ">";
    }

    @Override
    ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        return new ListWriter(
                vector,
                refusesNull,
                element.writer(vector.getChildrenFromFields().get(0), dictionaries));
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!ListWriter.isList(wire.getType())) {
            throw unreadable(wire);
        }
        ColumnReader elements = element.reader(
                wire.getChildren().get(0), vector.getChildrenFromFields().get(0), dictionaries);
        ListBounds bounds = ListBounds.of(vector);
        boolean isSet = collection == Set.class;
        return row -> {
            if (vector.isNull(row)) {
                return null;
            }
            List<@Nullable Object> list = ColumnReaders.list(bounds, row, elements);
            return isSet ? Collections.unmodifiableSet(new LinkedHashSet<>(list)) : list;
        };
    }
}
