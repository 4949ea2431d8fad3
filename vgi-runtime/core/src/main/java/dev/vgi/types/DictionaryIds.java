package dev.vgi.types;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Hands out the dictionary ids of one schema: 0, 1, 2 in the order of its fields. */
final class DictionaryIds {
    private long next;

    DictionaryEncoding encoding(org.apache.arrow.vector.types.pojo.ArrowType.Int indexType, boolean ordered) {
        return new DictionaryEncoding(next++, ordered, indexType);
    }

    /** Returns the same field with ids of this schema. */
    Field renumber(Field field) {
        DictionaryEncoding dictionary = field.getDictionary();
        DictionaryEncoding renumbered =
                dictionary == null ? null : encoding(dictionary.getIndexType(), dictionary.isOrdered());
        List<Field> children = new ArrayList<>(field.getChildren().size());
        for (Field child : field.getChildren()) {
            children.add(renumber(child));
        }
        FieldType type = new FieldType(field.isNullable(), field.getType(), renumbered, field.getMetadata());
        return new Field(field.getName(), type, children);
    }
}
