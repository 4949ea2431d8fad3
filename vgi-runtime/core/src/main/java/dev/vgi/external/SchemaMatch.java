package dev.vgi.external;

import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Whether two wire schemas have the same columns, whatever their metadata and the ids of their dictionaries. */
final class SchemaMatch {
    private SchemaMatch() {}

    static boolean matches(Schema one, Schema other) {
        return matches(one.getFields(), other.getFields());
    }

    private static boolean matches(List<Field> ones, List<Field> others) {
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            if (!matches(ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Field one, Field other) {
        return one.getName().equals(other.getName())
                && one.isNullable() == other.isNullable()
                && one.getType().equals(other.getType())
                && Objects.equals(indexType(one.getDictionary()), indexType(other.getDictionary()))
                && matches(one.getChildren(), other.getChildren());
    }

    private static @Nullable Object indexType(@Nullable DictionaryEncoding encoding) {
        return encoding == null ? null : encoding.getIndexType();
    }
}
